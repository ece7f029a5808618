namespace Gateway.Core.Tokens;

/// <summary>Why an upstream gave no token, classed by what happens next. A closed set.</summary>
/// <param name="Code">A stable lower-case word for logs and status, such as <c>timeout</c> or <c>invalid_credentials</c>.</param>
/// <param name="Message">One sentence for a person; never holds a secret.</param>
public abstract record TokenFailure(string Code, string Message)
{
    /// <summary>Nothing is known about the credentials: unreachable, overloaded, unparsable. Tried again after a pause.</summary>
    /// <param name="Code">See the base.</param>
    /// <param name="Message">See the base.</param>
    /// <param name="RetryAfter">The pause that the upstream asked for, however long; null if it named none.</param>
    /// <param name="Sent">False if the request surely never reached the upstream, so that no password was spent.</param>
    public sealed record Transient(string Code, string Message, TimeSpan? RetryAfter = null, bool Sent = true) : TokenFailure(Code, Message);

    /// <summary>The upstream clearly refused what was sent: these credentials, or this refresh token. Never tried again unchanged.</summary>
    /// <param name="Code">See the base.</param>
    /// <param name="Message">See the base.</param>
    public sealed record Rejected(string Code, string Message) : TokenFailure(Code, Message);

    /// <summary>The upstream understood, and something other than the credentials must be set right by a person first.</summary>
    /// <param name="Code">See the base.</param>
    /// <param name="Message">See the base.</param>
    public sealed record Misconfigured(string Code, string Message) : TokenFailure(Code, Message);
}
