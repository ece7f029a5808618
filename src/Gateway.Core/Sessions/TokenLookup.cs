using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>The answer to "which token may I send now?": a session, or the reason why there is none.</summary>
public readonly struct TokenLookup
{
    /// <summary>There is a usable token.</summary>
    public TokenLookup(Session session) => Session = session;

    /// <summary>There is none.</summary>
    public TokenLookup(AccountProblem problem) => Problem = problem;

    /// <summary>The session whose access token may be sent.</summary>
    public Session? Session { get; }

    /// <summary>Why there is none.</summary>
    public AccountProblem? Problem { get; }

    /// <summary>True if there is a usable token.</summary>
    [MemberNotNullWhen(true, nameof(Session))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsAvailable => Session is not null;
}
