using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Gateway.Core.Stores;
using Gateway.Settings;

namespace Gateway.Placeholders;

/// <summary>One signing key with the only header that its tokens have: nobody chooses an algorithm by writing another.</summary>
internal sealed class PlaceholderSigner(SigningKey key)
{
    /// <summary>How long the text of a signature is.</summary>
    public const int SignatureLength = 43;

    private const int MarkLength = 16;

    public SigningKey Key => key;

    /// <summary>The first part of its tokens.</summary>
    public string Header { get; } = Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes($$"""{"alg":"HS256","typ":"JWT","kid":"gateway-{{key.Id}}"}"""));

    /// <summary>The whole token.</summary>
    public string Sign(ReadOnlySpan<byte> claims)
    {
        var text = $"{Header}.{Base64Url.EncodeToString(claims)}";
        Span<byte> signature = stackalloc byte[SigningKey.Length];
        key.Sign(Encoding.ASCII.GetBytes(text), signature);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Whether the last part of a token is the signature of the rest.</summary>
    public bool IsGenuine(ReadOnlySpan<char> text, ReadOnlySpan<char> signature)
    {
        Span<byte> given = stackalloc byte[SigningKey.Length];
        return signature.Length == SignatureLength
            && Base64Url.DecodeFromChars(signature, given, out var read, out var length) == OperationStatus.Done
            && read == SignatureLength
            && length == SigningKey.Length
            && key.IsSignature(Encoding.UTF8.GetBytes(text.ToString()), given);
    }

    /// <summary>Recognises a caller's key without telling its hash.</summary>
    public static string MarkOf(SigningKey key, KeyHash caller)
    {
        Span<byte> mark = stackalloc byte[SigningKey.Length];
        key.Sign(Encoding.ASCII.GetBytes($"caller key {caller}"), mark);
        return Base64Url.EncodeToString(mark[..MarkLength]);
    }
}
