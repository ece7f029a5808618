namespace Gateway.Core.Tokens;

/// <summary>How a login ended. A closed set.</summary>
public abstract record LoginResult
{
    /// <summary>The login brought a session.</summary>
    /// <param name="Grant">Its tokens.</param>
    public sealed record Granted(TokenGrant Grant) : LoginResult;

    /// <summary>The password was right and a code is wanted.</summary>
    /// <param name="Challenge">What the code must be given to.</param>
    public sealed record TwoFactorRequired(TwoFactorChallenge Challenge) : LoginResult;

    /// <summary>There is no session, for a reason.</summary>
    /// <param name="Failure">The reason.</param>
    public sealed record Failed(TokenFailure Failure) : LoginResult;
}
