namespace Gateway.Core.Upstreams;

/// <summary>Compares paths as the most lenient servers do, so that no spelling leads past a rule.</summary>
internal static class LoginPath
{
    /// <summary>
    /// Whether a path holds the segments one after the other: decoded, without regard to case, empty segments and path parameters
    /// left out.
    /// </summary>
    public static bool Holds(ReadOnlySpan<char> path, params ReadOnlySpan<string> segments)
    {
        var decoded = path.Contains('%') ? Uri.UnescapeDataString(path) : path;
        var met = 0;
        foreach (var range in decoded.Split('/'))
        {
            var segment = decoded[range];
            segment = segment.IndexOf(';') is var parameter and >= 0 ? segment[..parameter] : segment;
            if (segment.IsEmpty)
            {
                continue;
            }

            met = segment.Equals(segments[met], StringComparison.OrdinalIgnoreCase) ? met + 1
                : segment.Equals(segments[0], StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            if (met == segments.Length)
            {
                return true;
            }
        }

        return false;
    }
}
