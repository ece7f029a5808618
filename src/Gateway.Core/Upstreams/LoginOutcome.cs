using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>What came of a client's login operation. A closed set.</summary>
public abstract record LoginOutcome
{
    /// <summary>It has a session.</summary>
    /// <param name="Session">The account's own session, of which no token may be told.</param>
    /// <param name="Tokens">What the client gets in their place.</param>
    public sealed record Granted(Session Session, StandInTokens Tokens) : LoginOutcome;

    /// <summary>A code is wanted.</summary>
    /// <param name="Ticket">What the client gives the code with.</param>
    /// <param name="UserId">The user's id, if the upstream told it.</param>
    public sealed record CodeWanted(Secret Ticket, string? UserId) : LoginOutcome;

    /// <summary>It was carried out, and there is nothing to tell.</summary>
    public sealed record Done : LoginOutcome;

    /// <summary>It was refused in the way of the upstream.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Declined(LoginDecline Reason) : LoginOutcome;
}
