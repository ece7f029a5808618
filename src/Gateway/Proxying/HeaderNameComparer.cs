using System.Diagnostics.CodeAnalysis;

namespace Gateway.Proxying;

/// <summary>Compares header names as lax servers do: without case, and with an underscore as good as a hyphen.</summary>
internal sealed class HeaderNameComparer : IEqualityComparer<string>
{
    public static readonly HeaderNameComparer Instance = new();

    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Length == y.Length && StartsWith(x, y));

    public int GetHashCode([DisallowNull] string obj)
    {
        var hash = 17;
        foreach (var character in obj)
        {
            hash = unchecked((hash * 31) + Fold(character));
        }

        return hash;
    }

    /// <summary>True if <paramref name="name"/> starts with <paramref name="start"/> in the same lax sense.</summary>
    public static bool StartsWith(string name, string start)
    {
        if (name.Length < start.Length)
        {
            return false;
        }

        for (var i = 0; i < start.Length; i++)
        {
            if (Fold(name[i]) != Fold(start[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char Fold(char character) => character == '_' ? '-' : char.ToLowerInvariant(character);
}
