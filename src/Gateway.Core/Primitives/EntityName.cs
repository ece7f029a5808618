using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Core.Primitives;

/// <summary>The one grammar for names of accounts, upstreams and callers: <c>[a-z0-9][a-z0-9_-]{0,62}</c> after lower-casing.</summary>
public static class EntityName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>Lower-cases <paramref name="text"/> and returns true if the result is a name.</summary>
    public static bool TryNormalize(string? text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || !Ascii.IsValid(text))
        {
            return false;
        }

        var lower = text.ToLowerInvariant();
        if (!char.IsAsciiLetterOrDigit(lower[0]) || lower.AsSpan().ContainsAnyExcept(Allowed))
        {
            return false;
        }

        name = lower;
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");
}
