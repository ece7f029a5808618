namespace Gateway.Settings.Sections;

/// <summary>The way out for a key that is not known.</summary>
internal static class KeySuggestion
{
    /// <param name="segments">The key as written.</param>
    /// <param name="level">Its first segment that is not known.</param>
    /// <param name="candidates">The keys that fit so far.</param>
    /// <param name="all">All keys.</param>
    public static string For(string[] segments, int level, string[][] candidates, string[][] all)
    {
        var nearest = Names(candidates, level)
            .Select(name => (Name: name, Distance: EditDistance.Between(name, segments[level])))
            .OrderBy(found => found.Distance)
            .FirstOrDefault(found => found.Distance <= Math.Max(2, found.Name.Length / 3) && found.Distance < found.Name.Length);
        if (nearest.Name is not null)
        {
            return $"Did you mean {string.Join(':', [.. segments.Take(level), nearest.Name, .. segments.Skip(level + 1)])}?";
        }

        var elsewhere = Array.Find(all, key => key[^1].Equals(segments[^1], StringComparison.OrdinalIgnoreCase));
        return elsewhere is not null
            ? $"Did you mean {string.Join(':', elsewhere)}?"
            : $"Known below {string.Join(':', segments.Take(level))}: {List(candidates, level)}.";
    }

    /// <summary>The names that can stand at a level.</summary>
    public static string List(string[][] candidates, int level) => string.Join(", ", Names(candidates, level));

    private static IEnumerable<string> Names(string[][] candidates, int level) =>
        candidates.Where(key => key.Length > level).Select(key => key[level]).Distinct(StringComparer.Ordinal);
}
