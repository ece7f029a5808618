using System.Buffers;
using System.Buffers.Text;

namespace Gateway.Placeholders;

/// <summary>Decodes the parts of a token, which anybody may have written.</summary>
internal static class TokenPart
{
    /// <summary>The bytes; none if the text is no base64url.</summary>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out var read, out var length) == OperationStatus.Done && read == text.Length ? bytes[..length] : [];
    }
}
