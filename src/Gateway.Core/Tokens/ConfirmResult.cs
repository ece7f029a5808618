namespace Gateway.Core.Tokens;

/// <summary>How giving a code ended. A closed set.</summary>
public abstract record ConfirmResult
{
    /// <summary>The code was right.</summary>
    /// <param name="Grant">The session that it brought.</param>
    public sealed record Granted(TokenGrant Grant) : ConfirmResult;

    /// <summary>The code was wrong; another one can be given.</summary>
    /// <param name="Message">The upstream's reason, for a person.</param>
    public sealed record WrongCode(string Message) : ConfirmResult;

    /// <summary>The login that the code belongs to is over; it starts again at the password.</summary>
    /// <param name="Message">The upstream's reason, for a person.</param>
    public sealed record ChallengeOver(string Message) : ConfirmResult;

    /// <summary>The code was right, and another one is wanted.</summary>
    /// <param name="Challenge">What that one must be given to.</param>
    public sealed record AnotherRequired(TwoFactorChallenge Challenge) : ConfirmResult;

    /// <summary>Nothing is known about the code.</summary>
    /// <param name="Failure">The reason.</param>
    public sealed record Failed(TokenFailure.Transient Failure) : ConfirmResult;
}
