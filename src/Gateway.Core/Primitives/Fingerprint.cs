using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Primitives;

/// <summary>
/// Tells whether secret values are the same as before without keeping them: salted and deliberately slow, so that even a store kept
/// in plaintext does not make a password cheap to guess.
/// </summary>
public static class Fingerprint
{
    private const int SaltLength = 16;
    private const int HashLength = 32;
    private const int Iterations = 50_000;

    /// <summary>A fingerprint with a fresh salt.</summary>
    public static string Create(params ReadOnlySpan<string?> parts)
    {
        Span<byte> salt = stackalloc byte[SaltLength];
        RandomNumberGenerator.Fill(salt);
        return Compute(salt, parts);
    }

    /// <summary>True if <paramref name="fingerprint"/> was made from the same parts; false also for text that is no fingerprint.</summary>
    public static bool Matches(string fingerprint, params ReadOnlySpan<string?> parts)
    {
        var dot = fingerprint.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Base64Url.IsValid(fingerprint.AsSpan(0, dot)))
        {
            return false;
        }

        var expected = Compute(Base64Url.DecodeFromChars(fingerprint.AsSpan(0, dot)), parts);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(fingerprint));
    }

    private static string Compute(ReadOnlySpan<byte> salt, ReadOnlySpan<string?> parts)
    {
        // Lengths go in front, so that ("ab", "c") and ("a", "bc") differ.
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(text.ToString()), salt, Iterations, HashAlgorithmName.SHA256, HashLength);
        return $"{Base64Url.EncodeToString(salt)}.{Base64Url.EncodeToString(hash)}";
    }
}
