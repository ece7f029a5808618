namespace Gateway.Problems;

/// <summary>The stable codes of errors that the gateway itself makes, beside those of an account
/// (<see cref="Core.Sessions.AccountProblemCode"/>).</summary>
public static class ProblemCode
{
    /// <summary>A request could not be delivered.</summary>
    public const string UpstreamUnreachable = "upstream_unreachable";

    /// <summary>The upstream did not answer in time.</summary>
    public const string UpstreamTimeout = "upstream_timeout";

    /// <summary>A request names an account that is not configured.</summary>
    public const string UnknownAccount = "unknown_account";

    /// <summary>There are several accounts, and the request names none.</summary>
    public const string AccountRequired = "account_required";

    /// <summary>The request names another account than the one it was given.</summary>
    public const string CallerNotAllowed = "caller_not_allowed";

    /// <summary>The request's method, target or framing is refused.</summary>
    public const string RequestNotAllowed = "request_not_allowed";

    /// <summary>The gateway is stopping.</summary>
    public const string ShuttingDown = "shutting_down";
}
