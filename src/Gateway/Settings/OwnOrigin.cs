using Microsoft.Extensions.Primitives;

namespace Gateway.Settings;

/// <summary>
/// Whether an origin is that of the request itself. One notion for what is let in and for what is rewritten: the authority is that of
/// <c>Host</c>, a default port said or not. The scheme does not count: something in front of the gateway may have ended TLS, and socket
/// libraries name that of the socket.
/// </summary>
internal static class OwnOrigin
{
    /// <summary>How long the request's own origin is at the beginning of an origin or an address; null if it begins with another.</summary>
    /// <param name="address">An origin, or an absolute address.</param>
    /// <param name="host">The request's header <c>Host</c>.</param>
    public static int? LengthIn(ReadOnlySpan<char> address, StringValues host)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || DefaultPort(address[..scheme]) is not { } defaultPort)
        {
            return null;
        }

        var start = scheme + "://".Length;
        var length = address[start..].IndexOfAny('/', '?', '#') is var found and >= 0 ? found : address.Length - start;
        return host is [{ } own]
            && HostText.TrySplit(address.Slice(start, length), out var name, out var port)
            && HostText.TrySplit(own, out var ownName, out var ownPort)
            && name.Equals(ownName, StringComparison.OrdinalIgnoreCase)
            && (port ?? defaultPort) == (ownPort ?? defaultPort)
            ? start + length
            : null;
    }

    private static int? DefaultPort(ReadOnlySpan<char> scheme) => scheme switch
    {
        _ when scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("ws", StringComparison.OrdinalIgnoreCase) => 80,
        _ when scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("wss", StringComparison.OrdinalIgnoreCase) => 443,
        _ => null,
    };
}
