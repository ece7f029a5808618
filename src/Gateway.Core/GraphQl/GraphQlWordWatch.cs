using System.Buffers;

namespace Gateway.Core.GraphQl;

/// <summary>
/// Looks for names in text that comes in pieces. However it is cut, the pieces together say what the whole would: nothing at the end of
/// one is judged before it is known what follows.
/// </summary>
/// <param name="words">The names.</param>
public sealed class GraphQlWordWatch(GraphQlWords words)
{
    private readonly EscapeReader _percents = new((byte)'%', 1, 2);
    private readonly EscapeReader _backslashes = new((byte)'\\', 2, 4);
    private byte[] _plainEnd = [];
    private byte[] _unescapedEnd = [];
    private bool _isEscaped;

    /// <summary>Whether one of the names may be in what has come so far, as far as it can be judged.</summary>
    /// <param name="piece">The next piece; may be empty.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    public bool MayBeIn(ReadOnlySpan<byte> piece, bool isLast)
    {
        if (!_isEscaped && piece.ContainsAny((byte)'%', (byte)'\\'))
        {
            (_isEscaped, _unescapedEnd) = (true, _plainEnd);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(piece.Length + (2 * EscapeReader.MostOpen) + words.Longest);
        try
        {
            if (Look(buffer, Fold(piece, buffer), ref _plainEnd, isLast))
            {
                return true;
            }

            if (!_isEscaped)
            {
                return false;
            }

            var length = _percents.Undo(buffer, WithoutZeros(piece, buffer), isLast);
            length = _backslashes.Undo(buffer, length, isLast);
            return Look(buffer, Fold(buffer.AsSpan(0, length), buffer), ref _unescapedEnd, isLast);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // A name that the last bytes may be, or may become, is looked for again together with the next ones.
    private bool Look(Span<byte> buffer, int length, ref byte[] end, bool isLast)
    {
        buffer[..length].CopyTo(buffer[end.Length..]);
        end.CopyTo(buffer);
        var text = buffer[..(end.Length + length)];
        if (words.IsIn(text, isLast))
        {
            return true;
        }

        end = isLast ? [] : text[Math.Max(0, text.Length - words.Longest)..].ToArray();
        return false;
    }

    private static int WithoutZeros(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        foreach (var current in source)
        {
            target[written] = current;
            written += current == 0 ? 0 : 1;
        }

        return written;
    }

    // Source and target may be the same: what is written never overtakes what is read.
    private static int Fold(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        foreach (var current in source)
        {
            target[written] = current is >= (byte)'A' and <= (byte)'Z' ? (byte)(current | 0x20) : current;
            written += current is 0 or (byte)'_' ? 0 : 1;
        }

        return written;
    }
}
