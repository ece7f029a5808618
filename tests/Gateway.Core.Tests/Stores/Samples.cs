using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Stores;

/// <summary>One full record of each kind.</summary>
internal static class Samples
{
    public const string AccessToken = "access-token-in-clear-0123456789";
    public const string RefreshToken = "refresh-token-in-clear-0123456789";
    public const string SessionId = "session-id-in-clear-0123456789";
    public const string ChallengeReference = "challenge-reference-in-clear-0123456789";
    public const string Login = "bot-in-clear@example.com";

    public static readonly AccountName Bot = AccountName.Parse("bot");
    public static readonly AccountName Other = AccountName.Parse("other");
    public static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    public static readonly SessionOwner Owner = new("https://auth.example.com", Login);

    public static readonly Session Session = new()
    {
        AccessToken = new Secret(AccessToken),
        RefreshToken = new Secret(RefreshToken),
        SessionId = new Secret(SessionId),
        UserId = "user-1",
        UserUid = "uid-1",
        IssuedAt = Time,
        ExpiresAt = Time.AddHours(1),
        RefreshTokenExpiresAt = Time.AddDays(1),
        LastRefreshAt = Time.AddMinutes(-1),
        Version = 42,
        Owner = Owner,
        Details = ImmutableSortedDictionary<string, string?>.Empty.Add("userStatus", "ACTIVE").Add("tncId", null),
        Warnings = ["terms_to_accept", "clock_skew"],
    };

    public static readonly TwoFactorChallenge Challenge = new()
    {
        Kind = "email",
        Login = "bot@example.com",
        Reference = new Secret(ChallengeReference),
        Owner = Owner,
        SentTo = "b***@example.com",
        UserId = "user-1",
        RequestedAt = Time,
        ExpiresAt = Time.AddMinutes(10),
    };

    public static readonly LoginLedger Ledger = new([Time.AddMinutes(-2), Time]);
    public static readonly CredentialRejection Rejection = new("salt.hash", "invalid_credentials", "Invalid email or password", Time);
    public static readonly TotpStep Totp = new(58_000_000);

    public static readonly DeviceIdentity Device = new("device-1");
    public static readonly LogoutMark Logout = new(Time);

    public static readonly RecordChange[] SetAll =
    [
        RecordChange.Set(Session),
        RecordChange.Set(Challenge),
        RecordChange.Set(Ledger),
        RecordChange.Set(Rejection),
        RecordChange.Set(Totp),
        RecordChange.Set(Device),
        RecordChange.Set(Logout),
        RecordChange.Set(new SigningSecret(new Secret("c2lnbmluZy1rZXktaW4tY2xlYXItMDEyMzQ1Njc4OTA="))),
    ];
}
