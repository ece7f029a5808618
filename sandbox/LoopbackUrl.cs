using System.Net;

namespace Sandbox;

internal static class LoopbackUrl
{
    /// <summary>The problem with the URL, or null: it has to be plain http on a loopback address.</summary>
    public static string? Check(string url, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/"
            || uri.UserInfo.Length > 0)
        {
            return $"'{url}' is not an address like http://127.0.0.1:9090.";
        }

        var host = uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : uri.Host.Trim('[', ']');
        if (!IPAddress.TryParse(host, out var address) || !IPAddress.IsLoopback(address))
        {
            return $"'{url}' is not on this machine: the sandbox is a toy and listens on loopback only.";
        }

        endpoint = new IPEndPoint(address, uri.Port);
        return null;
    }
}
