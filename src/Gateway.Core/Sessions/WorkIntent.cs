using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What somebody wants done with an account.</summary>
/// <param name="Kind">What.</param>
/// <param name="Replace">Tokens up to this version are no longer good enough.</param>
/// <param name="Code">The code of <see cref="WorkKind.Confirm"/>.</param>
/// <param name="Obtained">What the source brought for <see cref="WorkKind.ObtainCode"/>; null if none was asked, because the old login has lapsed.</param>
internal readonly record struct WorkIntent(WorkKind Kind, long Replace = 0, Secret? Code = null, ObtainedCode? Obtained = null)
{
    /// <summary>True if there is nothing left to do with this session at hand.</summary>
    public bool IsSatisfiedBy([NotNullWhen(true)] Session? session, DateTimeOffset now) =>
        session is not null && session.IsUsable(now) && session.Version > Replace && Kind != WorkKind.ForcedLogin;

    /// <summary>True if it is about a login that waits for a code.</summary>
    public bool IsAboutCode => Kind is WorkKind.Confirm or WorkKind.ObtainCode or WorkKind.Resend;

    /// <summary>True if an operator's wish, not a timer or a request, is behind it.</summary>
    public bool IsOperators => Kind is WorkKind.Login or WorkKind.ForcedLogin or WorkKind.Refresh or WorkKind.Logout or WorkKind.Confirm
        or WorkKind.Resend or WorkKind.Unlock;

    /// <summary>
    /// True if a login that waits for a code is given up for a new one: by a forced login at once; once the code can no longer be given,
    /// by an operator's login, and by a source that needs no person.
    /// </summary>
    public bool GivesUp(TwoFactorChallenge waiting, DateTimeOffset now) => Kind == WorkKind.ForcedLogin
        || (Kind is WorkKind.Login or WorkKind.ObtainCode && now >= waiting.ExpiresAt);
}
