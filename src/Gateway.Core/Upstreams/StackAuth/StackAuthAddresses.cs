namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Finds the addresses of a project: where it is logged in to, and where its tokens are used.</summary>
internal static class StackAuthAddresses
{
    /// <summary>The hosted service.</summary>
    public const string Hosted = "https://api.stack-auth.com";

    /// <summary><c>AuthUrl</c> is the hosted service unless written, <c>BaseUrl</c> is <c>AuthUrl</c> unless written.</summary>
    public static UpstreamAddresses Resolve(UpstreamSettings settings)
    {
        var authUrl = settings["AuthUrl"] ?? Hosted;
        return new UpstreamAddresses(settings["BaseUrl"] ?? authUrl, authUrl, []);
    }

    /// <summary>Whether two addresses have the same scheme, host and port.</summary>
    public static bool HaveOneOrigin(Uri first, Uri second) => first.Port == second.Port
        && first.Scheme.Equals(second.Scheme, StringComparison.Ordinal)
        && first.IdnHost.Equals(second.IdnHost, StringComparison.OrdinalIgnoreCase);
}
