using System.Collections.Immutable;
using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Inbound;

/// <summary>
/// Whether a web page of somebody else's made a request. Browsers tell by headers that pages cannot set; programs send neither.
/// <c>Sec-Fetch-Mode</c> decides nothing here: Node's fetch always sends it.
/// </summary>
internal static class OriginRule
{
    private const string Site = "Sec-Fetch-Site";
    private const string Mode = "Sec-Fetch-Mode";
    private const string Destination = "Sec-Fetch-Dest";

    /// <summary>True for a program, for a page of the request's own origin and for one of an allowed origin.</summary>
    public static bool IsAllowed(IHeaderDictionary headers, ImmutableArray<string> allowed)
    {
        var site = headers[Site];
        var isOwnSite = site.Count == 0 || site is ["none" or "same-origin"];
        return headers.Origin switch
        {
            [] => isOwnSite,
            [{ } origin] => IsListed(origin, allowed) || (isOwnSite && IsOwn(origin, headers.Host)),
            _ => false,
        };
    }

    /// <summary>
    /// True for following a link to the status page, which must work from anywhere; not for putting it into a frame, where its buttons
    /// could be clicked unseen.
    /// </summary>
    public static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Path == "/"
        && request.Headers[Mode] is ["navigate"]
        && request.Headers[Destination] is [] or ["document"];

    private static bool IsListed(string origin, ImmutableArray<string> allowed)
    {
        foreach (var one in allowed)
        {
            if (one.Equals(origin, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Socket libraries name the address that they call, some with the scheme of the socket.
    private static bool IsOwn(string origin, StringValues host)
    {
        var end = origin.IndexOf("://", StringComparison.Ordinal);
        if (end < 0 || DefaultPort(origin.AsSpan(0, end)) is not { } defaultPort)
        {
            return false;
        }

        return host is [{ } own]
            && HostText.TrySplit(origin.AsSpan(end + 3), out var name, out var port)
            && HostText.TrySplit(own, out var ownName, out var ownPort)
            && name.Equals(ownName, StringComparison.OrdinalIgnoreCase)
            && (port ?? defaultPort) == (ownPort ?? defaultPort);
    }

    private static int? DefaultPort(ReadOnlySpan<char> scheme) => scheme switch
    {
        _ when scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("ws", StringComparison.OrdinalIgnoreCase) => 80,
        _ when scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("wss", StringComparison.OrdinalIgnoreCase) => 443,
        _ => null,
    };
}
