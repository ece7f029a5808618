using Gateway.Core.Tokens;

namespace Gateway.Core.Stores;

/// <summary>One record to write or to remove; changes that belong together are saved together.</summary>
public sealed record RecordChange
{
    private RecordChange(RecordKind kind, object? value, DateTimeOffset? usefulUntil = null)
    {
        Kind = kind;
        Value = value;
        UsefulUntil = usefulUntil;
    }

    /// <summary>Which record.</summary>
    public RecordKind Kind { get; }

    /// <summary>Its new value; null removes it.</summary>
    public object? Value { get; }

    /// <summary>When a store that forgets may forget it; null for never.</summary>
    public DateTimeOffset? UsefulUntil { get; }

    /// <summary>Saves a session; it is useful until its refresh token ends, if that is known, and at least until its access token does.</summary>
    public static RecordChange Set(Session session) => new(
        RecordKind.Session, session, session.RefreshTokenExpiresAt < session.ExpiresAt ? session.ExpiresAt : session.RefreshTokenExpiresAt);

    /// <summary>Saves a challenge.</summary>
    public static RecordChange Set(TwoFactorChallenge challenge) => new(RecordKind.Challenge, challenge);

    /// <summary>Saves the ledger.</summary>
    public static RecordChange Set(LoginLedger ledger) => new(RecordKind.Budget, ledger);

    /// <summary>Saves a rejection.</summary>
    public static RecordChange Set(CredentialRejection rejection) => new(RecordKind.Rejection, rejection);

    /// <summary>Saves the last time step used.</summary>
    public static RecordChange Set(TotpStep step) => new(RecordKind.Totp, step);

    /// <summary>Saves the device id.</summary>
    public static RecordChange Set(DeviceIdentity device) => new(RecordKind.Device, device);

    /// <summary>Saves an operator's logout.</summary>
    public static RecordChange Set(LogoutMark mark) => new(RecordKind.Logout, mark);

    /// <summary>Saves the store's own signing key.</summary>
    public static RecordChange Set(SigningSecret secret) => new(RecordKind.Signing, secret);

    /// <summary>Removes a record; one that is absent stays absent.</summary>
    public static RecordChange Remove(RecordKind kind) => new(kind, null);
}
