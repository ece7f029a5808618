using System.Globalization;
using System.Net;
using System.Text;

namespace Gateway.Core.Primitives;

/// <summary>Finds bytes in a text that spells some of them with percent signs, as forms do, with the backslashes of JSON, or with the entities of HTML, also mixed and twice.</summary>
internal static class EscapedText
{
    private const int Layers = 2;
    private const int LongestEntity = 12;

    /// <summary>Where the bytes stand, ASCII letters in any casing.</summary>
    public static IReadOnlyList<Range> Find(string text, byte[] bytes)
    {
        if (text.AsSpan().IndexOfAny("%\\+&") < 0)
        {
            return [];
        }

        var places = new List<Range>();
        // Forms write a blank as a plus sign, and a plus sign with a percent sign.
        foreach (var spelling in new[] { text, text.Replace('+', ' ') }.Distinct(StringComparer.Ordinal))
        {
            // A backslash that HTML leaves as it is must not be taken for an escape, so each layer is read in both ways.
            List<List<Part>> layers = [Plain(spelling)];
            for (var i = 0; i < Layers; i++)
            {
                layers = [.. layers.SelectMany(layer => new[] { Unescaped(layer), WithoutEntities(layer) }).OfType<List<Part>>()];
                layers.ForEach(layer => Find(layer, bytes, places));
            }
        }

        return places;
    }

    private static void Find(List<Part> parts, byte[] bytes, List<Range> places)
    {
        for (var at = 0; at + bytes.Length <= parts.Count; at++)
        {
            var same = 0;
            while (same < bytes.Length && Lower(parts[at + same].Byte) == Lower(bytes[same]))
            {
                same++;
            }

            if (same == bytes.Length)
            {
                places.Add(parts[at].From..parts[at + same - 1].To);
            }
        }
    }

    private static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    private static List<Part> Plain(string text)
    {
        var parts = new List<Part>(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var from = at;
            at += rune.Utf16SequenceLength;
            Add(parts, rune, from, at);
        }

        return parts;
    }

    private static List<Part> Unescaped(List<Part> parts)
    {
        var result = new List<Part>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            var from = parts[i].From;
            if (parts[i].Byte == '%' && Hex(parts, i + 1, 2) is { } value)
            {
                i += 2;
                result.Add(new Part((byte)value, from, parts[i].To));
            }
            else if (parts[i].Byte == '\\' && i + 1 < parts.Count)
            {
                i = Backslash(parts, i, result);
            }
            else
            {
                result.Add(parts[i]);
            }
        }

        return result;
    }

    // Null if there are none.
    private static List<Part>? WithoutEntities(List<Part> parts)
    {
        var result = new List<Part>(parts.Count);
        var found = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Byte != '&' || Entity(parts, i) is not var (text, last))
            {
                result.Add(parts[i]);
                continue;
            }

            foreach (var rune in text.EnumerateRunes())
            {
                Add(result, rune, parts[i].From, parts[last].To);
            }

            (i, found) = (last, true);
        }

        return found ? result : null;
    }

    // What the entity that begins here stands for, and the index of its semicolon.
    private static (string Text, int Last)? Entity(List<Part> parts, int at)
    {
        var end = parts.FindIndex(at, Math.Min(LongestEntity, parts.Count - at), static part => part.Byte == ';');
        if (end < 0)
        {
            return null;
        }

        var entity = string.Concat(parts.Skip(at).Take(end - at + 1).Select(part => (char)part.Byte));
        var text = WebUtility.HtmlDecode(entity);
        return text == entity ? null : (text, end);
    }

    // The index of the last part that belongs to the escape.
    private static int Backslash(List<Part> parts, int at, List<Part> result)
    {
        var from = parts[at].From;
        if (parts[at + 1].Byte == 'u' && Hex(parts, at + 2, 4) is { } unit)
        {
            var last = at + 5;
            var rune = Rune.ReplacementChar;
            if (!Rune.TryCreate((char)unit, out var single)
                && last + 6 < parts.Count && parts[last + 1].Byte == '\\' && parts[last + 2].Byte == 'u' && Hex(parts, last + 3, 4) is { } low
                && Rune.TryCreate((char)unit, (char)low, out rune))
            {
                last += 6;
            }
            else
            {
                rune = single == default ? rune : single;
            }

            Add(result, rune, from, parts[last].To);
            return last;
        }

        var escaped = parts[at + 1].Byte switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            var other => other,
        };
        result.Add(new Part(escaped, from, parts[at + 1].To));
        return at + 1;
    }

    private static int? Hex(List<Part> parts, int at, int digits)
    {
        if (at + digits > parts.Count)
        {
            return null;
        }

        var text = string.Concat(parts.Skip(at).Take(digits).Select(part => (char)part.Byte));
        return text.All(char.IsAsciiHexDigit) ? int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;
    }

    private static void Add(List<Part> parts, Rune rune, int from, int to)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
        {
            parts.Add(new Part(one, from, to));
        }
    }

    // One byte, and where it is spelled in the text.
    private readonly record struct Part(byte Byte, int From, int To);
}
