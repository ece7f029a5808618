namespace Sandbox.StackAuth;

/// <summary>The issuer follows the host that the request names, where that is one of the service's public names.</summary>
internal static class PublicHosts
{
    public const string StackAuthUrl = "https://api.stack-auth.com";
    public const string HexclaveUrl = "https://api.hexclave.com";

    public static string? IssuerUrl(HttpRequest request)
    {
        var forwarded = request.Headers["x-forwarded-host"].ToString();
        var host = new HostString(forwarded.Length > 0 ? forwarded : request.Host.Value ?? "").Host;
        return IsOf(host, "stack-auth.com") ? StackAuthUrl : IsOf(host, "hexclave.com") ? HexclaveUrl : null;
    }

    private static bool IsOf(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
