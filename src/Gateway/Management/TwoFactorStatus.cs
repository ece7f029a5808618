using Gateway.Core.Tokens;

namespace Gateway.Management;

/// <summary>The code that an account waits for; <paramref name="SentTo"/> is masked.</summary>
internal sealed record TwoFactorStatus(string Kind, string? SentTo, DateTime RequestedAt, DateTime ExpiresAt)
{
    public static TwoFactorStatus? Of(TwoFactorChallenge? challenge) => challenge is null
        ? null
        : new TwoFactorStatus(challenge.Kind, challenge.SentTo, challenge.RequestedAt.UtcDateTime, challenge.ExpiresAt.UtcDateTime);
}
