namespace Gateway.Proxying;

/// <summary>Reads a raw path one decoded character at a time, so that no rule sees less than an upstream would.</summary>
internal static class PercentEncoding
{
    /// <summary>
    /// The character at <paramref name="index"/>, decoded once, and the index behind it. A triplet above ASCII yields a character that
    /// no rule looks for; a broken one yields its percent sign.
    /// </summary>
    public static char Next(ReadOnlySpan<char> path, ref int index)
    {
        var current = path[index++];
        if (current != '%' || index + 1 >= path.Length
            || !char.IsAsciiHexDigit(path[index]) || !char.IsAsciiHexDigit(path[index + 1]))
        {
            return current;
        }

        var value = (HexValue(path[index]) << 4) | HexValue(path[index + 1]);
        index += 2;
        return (char)value;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
