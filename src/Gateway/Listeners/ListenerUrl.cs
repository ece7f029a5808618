using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Listeners;

/// <summary>
/// The grammar of listener addresses: <c>http://host[:port]</c> or <c>https://host[:port]</c>, the host an IP literal,
/// <c>localhost</c>, <c>*</c> or <c>+</c>; or <c>http://unix:/path/of.sock</c>.
/// </summary>
public static class ListenerUrl
{
    private const string Http = "http://";
    private const string Https = "https://";
    private const string Unix = "unix:";
    private const int HttpPort = 80;
    private const int HttpsPort = 443;
    private const int LongestSocketPath = 107;

    /// <summary>Reads an address. The problem is a sentence that says what is wrong and one that says the way out.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenerAddress? address, [NotNullWhen(false)] out string? problem)
    {
        (address, problem) = StartsWith(text, Http) ? Parse(text[Http.Length..], isHttps: false)
            : StartsWith(text, Https) ? Parse(text[Https.Length..], isHttps: true)
            : (null, "the address must begin with http:// or https://. Write it as http://127.0.0.1:8080 or http://unix:/run/gateway.sock.");
        return address is not null;
    }

    private static (ListenerAddress?, string?) Parse(string rest, bool isHttps)
    {
        if (!StartsWith(rest, Unix))
        {
            return ParseTcp(rest, isHttps);
        }

        return isHttps
            ? (null, "a unix socket leaves the machine by no wire and is not encrypted. Write it with http:// as http://unix:/run/gateway.sock.")
            : ParseSocket(rest[Unix.Length..]);
    }

    private static (ListenerAddress?, string?) ParseSocket(string path)
    {
        if (!path.StartsWith('/') || path.EndsWith('/') || path.Any(char.IsControl))
        {
            return (null, "the socket needs the full path of a file. Write it as http://unix:/run/gateway.sock.");
        }

        return Encoding.UTF8.GetByteCount(path) > LongestSocketPath
            ? (null, $"the socket's path is longer than the {LongestSocketPath} bytes that the system allows. Use a shorter one.")
            : (new ListenerAddress.UnixSocket(Path.GetFullPath(path)), null);
    }

    private static (ListenerAddress?, string?) ParseTcp(string authority, bool isHttps)
    {
        authority = authority.EndsWith('/') ? authority[..^1] : authority;
        if (authority.AsSpan().ContainsAny("/?#@\\"))
        {
            return (null, "a listener has no user name, path, query or fragment. End the address after the port.");
        }

        if (!TrySplit(authority, isHttps ? HttpsPort : HttpPort, out var host, out var port))
        {
            return (null, "the port must be a number from 0 to 65535. Write the address as http://127.0.0.1:8080; an IPv6 address stands in brackets.");
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return (new ListenerAddress.Tcp(IPAddress.Loopback, port, IsLocalhost: true, isHttps), null);
        }

        if (host is "*" or "+")
        {
            return (new ListenerAddress.Tcp(IPAddress.IPv6Any, port, IsHttps: isHttps), null);
        }

        return ParseLiteral(host) is { } ip
            ? (new ListenerAddress.Tcp(ip, port, IsHttps: isHttps), null)
            : (null, "the host must be an IP address, localhost, * or +, because the server would bind every interface for any other name. Write the IP address.");
    }

    private static bool TrySplit(string authority, int defaultPort, out string host, out int port)
    {
        var hostEnd = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        hostEnd = hostEnd < 0 ? authority.Length : hostEnd;
        host = authority[..hostEnd];
        port = defaultPort;
        var rest = authority[hostEnd..];
        return rest.Length == 0
            || (rest[0] == ':' && int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort);
    }

    private static IPAddress? ParseLiteral(string host)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? Plain(six) : null;
        }

        // The base library also reads "1" and "127.1" as addresses; whoever writes those most likely means something else.
        return IPAddress.TryParse(host, out var four) && four.AddressFamily == AddressFamily.InterNetwork && four.ToString() == host ? four : null;
    }

    // An IPv6 socket that is not for both families cannot be bound to such an address.
    private static IPAddress Plain(IPAddress six) => six.IsIPv4MappedToIPv6 ? six.MapToIPv4() : six;

    private static bool StartsWith(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
