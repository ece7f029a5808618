namespace Gateway.Proxying;

/// <summary>
/// Relative addresses as clients resolve them (RFC 3986, section 5.2), the most lenient included: browsers take a backslash for a slash,
/// and an encoded dot for a dot.
/// </summary>
internal static class RelativePath
{
    /// <summary>Whether an address has a path of its own that depends on the one it was found at, or may be taken for one.</summary>
    public static bool IsOne(ReadOnlySpan<char> address)
    {
        var end = address.IndexOfAny(":/?#");
        return !address.IsEmpty
            && address[0] is not ('/' or '?' or '#')
            && (end < 0 || address[end] != ':');
    }

    /// <summary>The path, and what follows it, that <paramref name="address"/> means at a path below another one.</summary>
    /// <param name="above">The path above, without a slash at its end.</param>
    /// <param name="path">The path, which may have a query and may be empty.</param>
    /// <param name="address">The relative address.</param>
    public static string Resolve(ReadOnlySpan<char> above, ReadOnlySpan<char> path, ReadOnlySpan<char> address)
    {
        path = path[..PathLength(path)];
        var folder = path[..(path.LastIndexOf('/') + 1)];
        return WithoutDots(address[0] == '\\' ? address : string.Concat(above, folder.IsEmpty ? "/" : folder, address));
    }

    /// <summary>A path, and what follows it, without dot segments.</summary>
    public static string WithoutDots(ReadOnlySpan<char> path)
    {
        var length = PathLength(path);
        var kept = new List<string>();
        var segments = path[..length].ToString().Replace('\\', '/').Split('/');
        for (var index = 0; index < segments.Length; index++)
        {
            var dots = DotsOf(segments[index]);
            if (dots == 0)
            {
                kept.Add(segments[index]);
                continue;
            }

            if (dots == 2 && kept.Count > 1)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            // A folder stays one.
            if (index == segments.Length - 1)
            {
                kept.Add(string.Empty);
            }
        }

        return string.Concat(string.Join('/', kept), path[length..]);
    }

    private static int PathLength(ReadOnlySpan<char> path) => path.IndexOfAny('?', '#') is var end and >= 0 ? end : path.Length;

    private static int DotsOf(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) switch
    {
        "." => 1,
        ".." => 2,
        _ => 0,
    };
}
