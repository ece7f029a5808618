namespace Gateway.Core.Sessions;

/// <summary>What became of a request that was sent once more with a newer token.</summary>
public enum ReplayOutcome
{
    /// <summary>The token was taken.</summary>
    Accepted,

    /// <summary>The token was refused as well.</summary>
    Refused,

    /// <summary>There was no answer; it says nothing about the token.</summary>
    Unanswered,
}
