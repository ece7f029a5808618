
namespace Gateway.Inbound;

/// <summary>Whether a request was made by a web page of somebody else's.</summary>
internal static class OriginRule
{
    public static bool IsForeign(IHeaderDictionary headers, HostString host)
    {
        var site = headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site.ToString() is not ("none" or "same-origin"))
        {
            return true;
        }

        var origin = headers.Origin;
        return origin.Count > 0 && !IsOwn(origin.ToString(), host);
    }

    private static bool IsOwn(string origin, HostString host) =>
        host.HasValue && string.Equals(origin, $"http://{host.Value}", StringComparison.OrdinalIgnoreCase);
}
