using System.Net;

namespace Gateway.Core.Upstreams;

/// <summary>Makes the connections to an upstream, the same way for logins and for proxied requests.</summary>
public static class UpstreamHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A handler that neither follows redirects (they would carry the token elsewhere) nor keeps cookies (they would be shared between
    /// accounts), decodes nothing, and uses only the upstream's own egress proxy.
    /// </summary>
    public static SocketsHttpHandler CreateHandler(UpstreamDefinition upstream) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = upstream.Proxy is not null,
        Proxy = upstream.Proxy is { } proxy ? new WebProxy(proxy) : null,
        ConnectTimeout = ConnectTimeout,
        // Long-lived processes must notice a changed DNS answer.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
    };
}
