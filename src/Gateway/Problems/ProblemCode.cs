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

    /// <summary>The <c>Host</c> is not one that the listener answers to.</summary>
    public const string HostNotAllowed = "host_not_allowed";

    /// <summary>The request was made by a web page of somebody else's.</summary>
    public const string OriginNotAllowed = "origin_not_allowed";

    /// <summary>The request has no caller key, or a wrong one.</summary>
    public const string CallerKeyRequired = "caller_key_required";

    /// <summary>The request has no management key, or a wrong one.</summary>
    public const string ManagementKeyRequired = "management_key_required";

    /// <summary>The caller is at one of its own limits.</summary>
    public const string CallerLimit = "caller_limit";

    /// <summary>The gateway has nothing at this path.</summary>
    public const string NotFound = "not_found";

    /// <summary>The path does not take this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The request's body is not what the path takes.</summary>
    public const string MalformedRequest = "malformed_request";
}
