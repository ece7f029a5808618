using System.Net;

namespace Sandbox;

internal static class LoopbackUrl
{
    /// <exception cref="ArgumentException">Anything but plain http on a loopback address.</exception>
    public static IPEndPoint Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw new ArgumentException($"'{url}' is not an address like http://127.0.0.1:9090.", nameof(url));
        }

        var host = uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : uri.Host.Trim('[', ']');
        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
            ? new IPEndPoint(address, uri.Port)
            : throw new ArgumentException($"'{url}' is not on this machine: the sandbox is a toy and listens on loopback only.", nameof(url));
    }
}
