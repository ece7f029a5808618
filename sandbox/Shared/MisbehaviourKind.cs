namespace Sandbox.Shared;

/// <summary>Ways in which an exchange can fail its clients.</summary>
public enum MisbehaviourKind
{
    None,

    /// <summary>HTTP 500 with Phoenix's JSON error body.</summary>
    ServerError500,

    /// <summary>HTTP 502 with the HTML page of a load balancer.</summary>
    BadGateway502,

    /// <summary>HTTP 200 with an HTML page about maintenance.</summary>
    MaintenanceHtml200,

    /// <summary>HTTP 403 with an HTML page, as a web application firewall answers.</summary>
    ForbiddenHtml403,

    /// <summary>HTTP 200, JSON content type, no body.</summary>
    EmptyBody,

    /// <summary>HTTP 200 with JSON that breaks off.</summary>
    GarbageJson,

    /// <summary>No answer until the client goes away.</summary>
    Hang,

    /// <summary>The connection is cut without an answer.</summary>
    CloseConnection,

    /// <summary>HTTP 429, with <c>Retry-After</c> when one is set.</summary>
    TooManyRequests,

    /// <summary>The call is answered properly, after a delay or when a gate is released.</summary>
    Delay,

    /// <summary>A login is answered <c>Invalid email or password</c>, whatever the password.</summary>
    RejectPassword,

    /// <summary>The call is refused as unauthorized, whatever its token.</summary>
    Unauthorized,
}
