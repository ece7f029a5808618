namespace Gateway.Core.Upstreams.Stx;

/// <summary>Finds the one path of queries and mutations, however a caller spells it.</summary>
internal static class StxPaths
{
    /// <summary>True if the exchange takes this target for its GraphQL path: decoded, and without empty segments.</summary>
    public static bool IsGraphQl(ReadOnlySpan<char> target)
    {
        var end = target.IndexOf('?');
        var path = end < 0 ? target : target[..end];
        return path.Equals(StxOperations.Path, StringComparison.Ordinal)
            || ((path.EndsWith('/') || path.Contains('%') || path.Contains("//", StringComparison.Ordinal)) && IsSpeltOtherwise(path));
    }

    private static bool IsSpeltOtherwise(ReadOnlySpan<char> path)
    {
        var decoded = path.Contains('%') ? Uri.UnescapeDataString(path) : path.ToString();
        return string.Join('/', decoded.Split('/', StringSplitOptions.RemoveEmptyEntries)) == StxOperations.Path[1..];
    }
}
