namespace Gateway.Core.Upstreams.Stx;

/// <summary>Finds the one path of queries and mutations, however a caller spells it and wherever the exchange is mounted.</summary>
internal static class StxPaths
{
    /// <summary>
    /// True if the exchange takes this target for its GraphQL path: decoded, and without empty segments. What a prefix of another server
    /// stands before it does not matter.
    /// </summary>
    public static bool IsGraphQl(ReadOnlySpan<char> target)
    {
        var path = PathOf(target);
        return path.EndsWith(StxOperations.Path, StringComparison.Ordinal)
            || ((path.EndsWith('/') || path.Contains('%') || path.Contains("//", StringComparison.Ordinal)) && IsSpeltOtherwise(path));
    }

    /// <summary>True if any server could take this target for the GraphQL path: where a wrong no would be worse than a wrong yes.</summary>
    public static bool MayBeGraphQl(ReadOnlySpan<char> target) => LoginPath.Holds(PathOf(target), "api", "graphql");

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target) => target.IndexOf('?') is var end and >= 0 ? target[..end] : target;

    private static bool IsSpeltOtherwise(ReadOnlySpan<char> path)
    {
        var decoded = path.Contains('%') ? Uri.UnescapeDataString(path) : path.ToString();
        return $"/{string.Join('/', decoded.Split('/', StringSplitOptions.RemoveEmptyEntries))}".EndsWith(StxOperations.Path, StringComparison.Ordinal);
    }
}
