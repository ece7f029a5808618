using System.Collections.Immutable;
using Gateway.Settings;

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
            [{ } origin] => IsListed(origin, allowed) || (isOwnSite && OwnOrigin.LengthIn(origin, headers.Host) == origin.Length),
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
}
