namespace Gateway.Proxying;

/// <summary>Turns a redirect within the upstream into one through the gateway.</summary>
internal static class LocationRewriter
{
    /// <summary>
    /// The location as the caller needs it: below <paramref name="gatewayOrigin"/> and the account prefix if it lies
    /// below the upstream's base URL, else as it was; a relative one outside the base path becomes an absolute one of the upstream.
    /// With a prefix no dot segment leads out of it, and so to another account.
    /// </summary>
    /// <param name="location">What the upstream wrote.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="gatewayOrigin">Where the caller finds the gateway.</param>
    /// <param name="target">What was asked for.</param>
    public static string Rewrite(string location, UpstreamOrigin upstream, string gatewayOrigin, RequestTarget target)
    {
        if (TryReadPath(location, upstream, out var path))
        {
            return ToGateway(target.PrefixLength == 0 ? path : RelativePath.WithoutDots(path), upstream, gatewayOrigin, target.Prefix);
        }

        if (target.PrefixLength == 0 || !RelativePath.IsOne(location))
        {
            return location;
        }

        // What it means at the upstream, and where it would lead the caller.
        var meant = RelativePath.Resolve(upstream.BasePath, target.Rest, location);
        var stays = upstream.TryRemoveBasePath(meant, out var below)
            && RelativePath.Resolve(string.Empty, target.Text, location) == string.Concat(target.Prefix, below);
        return stays ? location : ToGateway(meant, upstream, gatewayOrigin, target.Prefix);
    }

    private static string ToGateway(ReadOnlySpan<char> path, UpstreamOrigin upstream, string gatewayOrigin, ReadOnlySpan<char> accountPrefix)
    {
        if (!upstream.TryRemoveBasePath(path, out var rest))
        {
            return string.Concat(upstream.Origin, path);
        }

        return rest.StartsWith('/')
            ? string.Concat(gatewayOrigin, accountPrefix, rest)
            : string.Concat(string.Concat(gatewayOrigin, accountPrefix), "/", rest);
    }

    /// <summary>The part behind the authority, if <paramref name="location"/> lies on the upstream's own origin.</summary>
    private static bool TryReadPath(string location, UpstreamOrigin upstream, out ReadOnlySpan<char> path)
    {
        path = location;
        if (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal))
        {
            return true;
        }

        var slashes = location.IndexOf("//", StringComparison.Ordinal);
        if (slashes < 0)
        {
            return false;
        }

        var start = slashes + 2;
        var length = location.AsSpan(start).IndexOfAny('/', '?', '#');
        var end = length < 0 ? location.Length : start + length;
        var scheme = slashes == 0 ? upstream.BaseUrl.Scheme + ":" : location[..slashes];
        path = location.AsSpan(end);
        return Uri.TryCreate($"{scheme}//{location.AsSpan(start, end - start)}", UriKind.Absolute, out var origin)
            && origin.UserInfo.Length == 0
            && Uri.Compare(origin, upstream.BaseUrl, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
