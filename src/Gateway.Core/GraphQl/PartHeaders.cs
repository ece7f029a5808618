using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>
/// Finds parts of a multipart body whose own headers say that their text is written in other bytes, so that a look for words would miss
/// it. A line break in front of the name is what no JSON text can hold.
/// </summary>
public static class PartHeaders
{
    // A longer value, or more blanks before it, are not looked at any further, and so count as what may hide something.
    private const int Longest = 1024;

    private static readonly string[] PlainEncodings = ["7bit", "8bit", "binary"];

    /// <summary>Whether a part declares a transfer encoding or a character set by which its text may be hidden.</summary>
    public static bool MayHideText(ReadOnlySpan<byte> text) => MayHideText(text, isLast: true, out _);

    /// <summary>The same of the beginning of a text.</summary>
    /// <param name="text">The beginning.</param>
    /// <param name="isLast">Whether it is all.</param>
    /// <param name="judged">How much of it need not be looked at again: what follows may still become a header.</param>
    internal static bool MayHideText(ReadOnlySpan<byte> text, bool isLast, out int judged)
    {
        judged = 0;
        while (text[judged..].IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0)
        {
            var line = text[(judged + end + 1)..];
            switch (Judge(line, isLast))
            {
                case true:
                    return true;
                case null:
                    judged += end;
                    return false;
                default:
                    judged += end + 1;
                    break;
            }
        }

        judged = text.Length;
        return false;
    }

    // Null: what follows decides.
    private static bool? Judge(ReadOnlySpan<byte> line, bool isLast)
    {
        var encoding = Find(line, "content-transfer-encoding"u8, isLast, out var value);
        if (encoding is not false)
        {
            return encoding is null ? null : value.Length > Longest || !IsPlain(value);
        }

        var type = Find(line, "content-type"u8, isLast, out value);
        return type is not true ? type : value.Length > Longest || HasOtherCharset(value);
    }

    // Whether a line is this header, as far as it has come.
    private static bool? Find(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, bool isLast, out ReadOnlySpan<byte> value)
    {
        value = default;
        var length = Math.Min(line.Length, name.Length);
        if ((length > 0 && (line[0] | 0x20) != 'c') || !Ascii.EqualsIgnoreCase(line[..length], name[..length]))
        {
            return false;
        }

        var rest = line[length..];
        var colon = rest.IndexOfAnyExcept((byte)' ', (byte)'\t') is var found and >= 0 ? found : rest.Length;
        if (colon > Longest)
        {
            value = rest;
            return true;
        }

        if (colon == rest.Length)
        {
            return isLast ? false : null;
        }

        return rest[colon] == (byte)':' ? Read(rest[(colon + 1)..], isLast, out value) : false;
    }

    // A header goes on in lines that begin with a blank.
    private static bool? Read(ReadOnlySpan<byte> text, bool isLast, out ReadOnlySpan<byte> value)
    {
        value = text[..Math.Min(text.Length, Longest + 1)];
        var isCut = isLast || value.Length > Longest;
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] != (byte)'\n')
            {
                continue;
            }

            if (index + 1 == value.Length ? isCut : value[index + 1] is not ((byte)' ' or (byte)'\t'))
            {
                value = value[..index];
                return true;
            }
        }

        return isCut ? true : null;
    }

    private static bool IsPlain(ReadOnlySpan<byte> value)
    {
        var encoding = Encoding.Latin1.GetString(value).Trim();
        return PlainEncodings.Contains(encoding, StringComparer.OrdinalIgnoreCase);
    }

    private static bool HasOtherCharset(ReadOnlySpan<byte> value)
    {
        var type = Encoding.Latin1.GetString(value);
        return type.Contains("charset", StringComparison.OrdinalIgnoreCase) && !MediaType.IsUtf8(type);
    }
}
