using System.Globalization;
using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>Strings and block strings (section 2.9.4 of the GraphQL specification).</summary>
internal static class TextTokens
{
    private const string Quotes = "\"\"\"";
    private const string EscapedQuotes = "\\\"\"\"";

    /// <summary>Where the string that starts at <paramref name="start"/> ends, its quote included; negative if it does not.</summary>
    public static int End(string text, int start)
    {
        for (var index = start + 1; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '"':
                    return index + 1;
                case '\r' or '\n':
                    return -1;
                case '\\':
                    var length = EscapeLength(text.AsSpan(index));
                    if (length == 0)
                    {
                        return -1;
                    }

                    index += length - 1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="End"/>, for three quotes.</summary>
    public static int BlockEnd(string text, int start)
    {
        for (var index = start + Quotes.Length; ; index++)
        {
            index = text.IndexOf(Quotes, index, StringComparison.Ordinal);
            if (index < 0)
            {
                return -1;
            }

            if (text[index - 1] != '\\')
            {
                return index + Quotes.Length;
            }

            // An escaped one is skipped whole: its last quote may not begin the next.
            index += Quotes.Length - 1;
        }
    }

    /// <summary>The value of a string token.</summary>
    public static string Value(ReadOnlySpan<char> token)
    {
        var inner = token[1..^1];
        if (!inner.Contains('\\'))
        {
            return inner.ToString();
        }

        var value = new StringBuilder(inner.Length);
        while (!inner.IsEmpty)
        {
            if (inner[0] != '\\')
            {
                value.Append(inner[0]);
                inner = inner[1..];
                continue;
            }

            var length = EscapeLength(inner);
            Append(value, inner[..length]);
            inner = inner[length..];
        }

        return value.ToString();
    }

    /// <summary>The value of a block string: common indentation and blank lines around it removed.</summary>
    public static string BlockValue(ReadOnlySpan<char> token)
    {
        var raw = token[3..^3].ToString().Replace(EscapedQuotes, Quotes, StringComparison.Ordinal);
        var lines = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var common = lines.Skip(1).Where(line => !IsBlank(line)).Select(Indentation).DefaultIfEmpty(0).Min();
        for (var i = 1; i < lines.Length; i++)
        {
            lines[i] = lines[i][Math.Min(common, lines[i].Length)..];
        }

        var first = Array.FindIndex(lines, line => !IsBlank(line));
        var last = Array.FindLastIndex(lines, line => !IsBlank(line));
        return first < 0 ? string.Empty : string.Join('\n', lines[first..(last + 1)]);
    }

    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        return text[1] switch
        {
            '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' => 2,
            'u' when text.Length > 2 && text[2] == '{' => BracedLength(text),
            'u' when text.Length >= 6 && TryHex(text[2..6], out _) => 6,
            _ => 0,
        };
    }

    private static int BracedLength(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, 12)].IndexOf('}');
        return end > 3 && TryHex(text[3..end], out var value) && Rune.IsValid(value) ? end + 1 : 0;
    }

    private static void Append(StringBuilder value, ReadOnlySpan<char> escape)
    {
        switch (escape[1])
        {
            case 'u' when escape[2] == '{':
                _ = TryHex(escape[3..^1], out var scalar);
                value.Append(char.ConvertFromUtf32(scalar));
                break;
            case 'u':
                _ = TryHex(escape[2..], out var unit);
                value.Append((char)unit);
                break;
            default:
                value.Append(escape[1] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var same => same });
                break;
        }
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static bool IsBlank(string line) => Indentation(line) == line.Length;

    private static int Indentation(string line) => line.AsSpan().IndexOfAnyExcept(' ', '\t') is var length and >= 0 ? length : line.Length;
}
