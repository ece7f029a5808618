namespace Gateway.Core.Tokens;

/// <summary>How asking for a code once more ended. A closed set.</summary>
public abstract record ResendResult
{
    /// <summary>The code was sent again, for the same login.</summary>
    public sealed record Sent : ResendResult;

    /// <summary>The upstream knows no such request; only a new login has a code sent.</summary>
    public sealed record Unsupported : ResendResult;

    /// <summary>Nothing is known to have been sent.</summary>
    /// <param name="Failure">The reason.</param>
    public sealed record Failed(TokenFailure.Transient Failure) : ResendResult;
}
