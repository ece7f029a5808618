using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>
/// A quick look whether bytes may hold one of a few names, before anything is parsed. Names of GraphQL cannot be split or escaped
/// within a document, but what carries the document can escape them: JSON as <c>\u006c</c>, forms and query strings as <c>%6c</c>.
/// Both are undone, names are compared as <see cref="GraphQlName.Fold"/> does, and the zeros of wide characters are passed over; a name
/// that is found may still be harmless, one that is not found is not there.
/// </summary>
public sealed class GraphQlWords
{
    private readonly ImmutableArray<byte[]> _words;

    /// <param name="words">Names in ASCII.</param>
    public GraphQlWords(params ReadOnlySpan<string> words)
    {
        var bytes = ImmutableArray.CreateBuilder<byte[]>(words.Length);
        foreach (var word in words)
        {
            bytes.Add(Encoding.ASCII.GetBytes(GraphQlName.Fold(word)));
        }

        _words = bytes.ToImmutable();
        Longest = _words.Max(word => word.Length);
    }

    /// <summary>Whether a request may hold a mutation, or name one that the server knows.</summary>
    public static GraphQlWords Mutation { get; } = new("mutation", "persistedQuery", "documentId");

    /// <summary>
    /// How many bytes of one piece to keep in front of the next, so that no name is missed between them: each character of a name may
    /// be an escape, itself escaped, or a wide character, and an underscore may stand beside it.
    /// </summary>
    public int Overlap => Longest * 2 * EscapedLength;

    private const int EscapedLength = 18;

    private int Longest { get; }

    /// <summary>Whether one of the names may be in there.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            if (IsIn(buffer.AsSpan(0, Fold(text, buffer))))
            {
                return true;
            }

            if (!text.Contains((byte)'%') && !text.Contains((byte)'\\'))
            {
                return false;
            }

            var length = WithoutZeros(text, buffer);
            length = Unescape(buffer.AsSpan(0, length), buffer, (byte)'%', 1, 2);
            length = Unescape(buffer.AsSpan(0, length), buffer, (byte)'\\', 2, 4);
            return IsIn(buffer.AsSpan(0, Fold(buffer.AsSpan(0, length), buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private bool IsIn(ReadOnlySpan<byte> text)
    {
        foreach (var word in _words)
        {
            for (var rest = text; rest.IndexOf(word) is var found && found >= 0; rest = rest[(found + 1)..])
            {
                // A name goes on as long as letters and digits do: lastLoginAt is no login.
                if (found + word.Length == rest.Length || !char.IsAsciiLetterOrDigit((char)rest[found + word.Length]))
                {
                    return true;
                }
            }
        }

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

    // Source and target may be the same, here as well.
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

    // Source and target may be the same: what is written never overtakes what is read.
    private static int Unescape(ReadOnlySpan<byte> source, Span<byte> target, byte mark, int prefix, int digits)
    {
        var written = 0;
        for (var index = 0; index < source.Length; index++)
        {
            var current = source[index];
            if (current == mark && (prefix == 1 || (index + 1 < source.Length && source[index + 1] == (byte)'u'))
                && TryHex(source[(index + prefix)..], digits, out var value))
            {
                current = value;
                index += prefix + digits - 1;
            }

            target[written++] = current;
        }

        return written;
    }

    // Anything beyond ASCII is in no name; what stands for it only has to be no letter of one.
    private static bool TryHex(ReadOnlySpan<byte> text, int digits, out byte value)
    {
        value = 0;
        if (text.Length < digits)
        {
            return false;
        }

        var number = 0;
        foreach (var digit in text[..digits])
        {
            var nibble = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => -1,
            };
            if (nibble < 0)
            {
                return false;
            }

            number = (number << 4) | nibble;
        }

        value = number < 0x80 ? (byte)number : (byte)'?';
        return true;
    }
}
