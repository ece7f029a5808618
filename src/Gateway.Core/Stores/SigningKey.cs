using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Stores;

/// <summary>A key with which the gateway signs what it hands out itself (HMAC-SHA-256). It cannot be read back.</summary>
public sealed class SigningKey
{
    /// <summary>The length of a key and of a signature in bytes.</summary>
    public const int Length = 32;

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("gateway placeholder tokens, version 1");

    private readonly byte[] _value;

    private SigningKey(byte[] value)
    {
        _value = value;
        Id = Convert.ToHexStringLower(SHA256.HashData(value).AsSpan(0, 4));
    }

    /// <summary>Tells keys apart; says nothing of the key.</summary>
    public string Id { get; }

    /// <summary>A key that nothing else knows.</summary>
    public static SigningKey Random() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Writes the signature of <paramref name="text"/>, <see cref="Length"/> bytes.</summary>
    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature) => HMACSHA256.HashData(_value, text, signature);

    /// <summary>Compares in constant time.</summary>
    public bool IsSignature(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[Length];
        Sign(text, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    // One-way, so that a signing key that leaks opens no record.
    internal static SigningKey From(EncryptionKey key)
    {
        var value = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Value, value, salt: [], Purpose);
        return new SigningKey(value);
    }

    internal static SigningKey? From(SigningSecret secret)
    {
        var bytes = new byte[Length + 2];
        return Convert.TryFromBase64String(secret.Key.Reveal(), bytes, out var written) && written == Length ? new SigningKey(bytes[..Length]) : null;
    }
}
