using System.IO.Compression;
using System.Net.Http.Headers;

namespace Gateway.Proxying.Refusals;

/// <summary>The codings that the gateway can look into.</summary>
internal static class ContentCoding
{
    /// <summary>The one coding of a body: empty for none, null for several or a header that cannot be read.</summary>
    public static string? Of(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Encoding", out var values))
        {
            return string.Empty;
        }

        return values.Count == 1 && values.ToString().Trim() is var coding && !coding.Contains(',', StringComparison.Ordinal)
            ? coding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? string.Empty : coding.ToLowerInvariant()
            : null;
    }

    public static bool IsKnown(ReadOnlySpan<char> coding) =>
        coding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
        || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
        || coding.Equals("deflate", StringComparison.OrdinalIgnoreCase)
        || coding.Equals("br", StringComparison.OrdinalIgnoreCase);

    /// <summary>Decodes what is read from a stream; the stream stays open.</summary>
    /// <param name="coding">A known coding.</param>
    /// <param name="coded">The stream.</param>
    /// <param name="start">Its first bytes.</param>
    public static Stream Decode(string coding, Stream coded, ReadOnlySpan<byte> start) => coding switch
    {
        "br" => new BrotliStream(coded, CompressionMode.Decompress, leaveOpen: true),
        // "deflate" means the zlib format, but some servers leave its envelope out.
        "deflate" => HasZlibHeader(start)
            ? new ZLibStream(coded, CompressionMode.Decompress, leaveOpen: true)
            : new DeflateStream(coded, CompressionMode.Decompress, leaveOpen: true),
        _ => new GZipStream(coded, CompressionMode.Decompress, leaveOpen: true),
    };

    // RFC 1950: method 8, and both bytes together a multiple of 31.
    private static bool HasZlibHeader(ReadOnlySpan<byte> start) =>
        start.Length < 2 || ((start[0] & 0x0F) == 8 && ((start[0] << 8) + start[1]) % 31 == 0);
}
