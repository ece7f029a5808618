using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>
/// Finds parts of a multipart body whose own headers say that their text is written in other bytes, so that a look for words would miss
/// it. A line break in front of the name is what no JSON text can hold.
/// </summary>
public static class PartHeaders
{
    // A longer value is not looked at any further, and so counts as one that may hide something.
    private const int Longest = 1024;

    private static readonly string[] PlainEncodings = ["7bit", "8bit", "binary"];

    /// <summary>Whether a part declares a transfer encoding or a character set by which its text may be hidden.</summary>
    public static bool MayHideText(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0)
        {
            text = text[(end + 1)..];
            var isEncoding = IsHeader(text, "content-transfer-encoding"u8, out var value);
            if (!isEncoding && !IsHeader(text, "content-type"u8, out value))
            {
                continue;
            }

            if (value.Length > Longest || (isEncoding ? !IsPlain(value) : HasOtherCharset(value)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHeader(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length <= name.Length || (line[0] | 0x20) != 'c' || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        var rest = line[name.Length..].TrimStart(" \t"u8);
        if (rest.IsEmpty || rest[0] != (byte)':')
        {
            return false;
        }

        value = Line(rest[1..Math.Min(rest.Length, Longest + 2)]);
        return true;
    }

    // A header goes on in lines that begin with a blank.
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == (byte)'\n' && (index + 1 == text.Length || text[index + 1] is not ((byte)' ' or (byte)'\t')))
            {
                return text[..index];
            }
        }

        return text;
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
