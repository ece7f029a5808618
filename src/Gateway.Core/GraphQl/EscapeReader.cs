namespace Gateway.Core.GraphQl;

/// <summary>Undoes one kind of escape in text that comes in pieces: one that a piece leaves open is kept for the next.</summary>
/// <param name="mark">What it begins with.</param>
/// <param name="prefix">How many bytes stand before its digits, the mark included; a second one is a <c>u</c>.</param>
/// <param name="digits">How many hexadecimal digits it has.</param>
internal sealed class EscapeReader(byte mark, int prefix, int digits)
{
    /// <summary>The most bytes that are kept.</summary>
    public const int MostOpen = 5;

    private byte[] _open = [];

    /// <summary>
    /// Undoes the escapes of a piece in its place and tells its new length. The buffer has room for <see cref="MostOpen"/> bytes more.
    /// </summary>
    public int Undo(Span<byte> buffer, int length, bool isLast)
    {
        buffer[..length].CopyTo(buffer[_open.Length..]);
        _open.CopyTo(buffer);
        length += _open.Length;
        _open = [];

        // What is written never overtakes what is read.
        var written = 0;
        for (var index = 0; index < length; index++)
        {
            var current = buffer[index];
            if (current == mark)
            {
                var rest = buffer[index..length];
                var matched = Match(rest);
                if (matched == prefix + digits)
                {
                    current = Value(rest.Slice(prefix, digits));
                    index += matched - 1;
                }
                else if (matched == rest.Length && !isLast)
                {
                    _open = rest.ToArray();
                    return written;
                }
            }

            buffer[written++] = current;
        }

        return written;
    }

    private int Match(ReadOnlySpan<byte> text)
    {
        var most = Math.Min(text.Length, prefix + digits);
        var count = 1;
        while (count < most && (count < prefix ? text[count] == (byte)'u' : char.IsAsciiHexDigit((char)text[count])))
        {
            count++;
        }

        return count;
    }

    // Anything beyond ASCII is in no name; what stands for it only has to be no letter of one.
    private static byte Value(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            number = (number << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return number < 0x80 ? (byte)number : (byte)'?';
    }
}
