using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What somebody wants done with an account.</summary>
/// <param name="Kind">What.</param>
/// <param name="Replace">Tokens up to this version are no longer good enough.</param>
internal readonly record struct WorkIntent(WorkKind Kind, long Replace = 0)
{
    /// <summary>True if there is nothing left to do with this session at hand.</summary>
    public bool IsSatisfiedBy([NotNullWhen(true)] Session? session, DateTimeOffset now) =>
        session is not null && session.IsUsable(now) && session.Version > Replace && Kind != WorkKind.ForcedLogin;

    /// <summary>
    /// True if a login that waits for a code is given up for a new one: by an operator's login once the code can no longer be given,
    /// by a forced one at once. Nothing else has a code sent.
    /// </summary>
    public bool GivesUp(TwoFactorChallenge waiting, DateTimeOffset now) =>
        Kind == WorkKind.ForcedLogin || (Kind == WorkKind.Login && now >= waiting.ExpiresAt);
}
