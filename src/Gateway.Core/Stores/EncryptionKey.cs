using System.Security.Cryptography;

namespace Gateway.Core.Stores;

/// <summary>One AES-256 key and the short id by which records name it.</summary>
internal sealed class EncryptionKey
{
    public const int Length = 32;
    public const int IdLength = 8;

    private readonly byte[] _value;
    private readonly byte[] _id;

    private EncryptionKey(byte[] value)
    {
        _value = value;
        _id = SHA256.HashData(value)[..IdLength];
    }

    public ReadOnlySpan<byte> Value => _value;

    public ReadOnlySpan<byte> Id => _id;

    public static EncryptionKey Random() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads base64 of exactly 32 bytes; null for anything else.</summary>
    public static EncryptionKey? Parse(string text)
    {
        var bytes = new byte[Length + 2];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == Length ? new EncryptionKey(bytes[..Length]) : null;
    }

    public string ToBase64() => Convert.ToBase64String(_value);
}
