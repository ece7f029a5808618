namespace Gateway.Core.Tokens;

/// <summary>How a refresh ended. A closed set; a <see cref="TokenFailure.Rejected"/> failure means that only a login helps.</summary>
public abstract record RefreshResult
{
    /// <summary>There is a new access token.</summary>
    /// <param name="Grant">It, and a new refresh token if there is one.</param>
    public sealed record Granted(TokenGrant Grant) : RefreshResult;

    /// <summary>There is no new token, for a reason.</summary>
    /// <param name="Failure">The reason.</param>
    public sealed record Failed(TokenFailure Failure) : RefreshResult;
}
