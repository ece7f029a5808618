using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Settings;

/// <summary>
/// The SHA-256 of a caller key: all that is kept of one and all that is compared. Keys are random and long, so no salt is needed.
/// </summary>
public sealed class KeyHash
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The fewest characters of a key.</summary>
    public const int MinKeyLength = 24;

    /// <summary>The most characters of a key; a longer text is never one.</summary>
    public const int MaxKeyLength = 512;

    private const string Prefix = "sha256:";

    private readonly byte[] _hash;

    private KeyHash(byte[] hash) => _hash = hash;

    /// <summary>The hash of a key.</summary>
    public static KeyHash Of(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Reads 64 hexadecimal digits, with or without <c>sha256:</c> in front.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyHash? hash)
    {
        var digits = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
        hash = digits.Length == 2 * Length && digits.All(char.IsAsciiHexDigit) ? new KeyHash(Convert.FromHexString(digits)) : null;
        return hash is not null;
    }

    /// <summary>What every key begins with that <c>gateway new-key</c> makes.</summary>
    public const string MadePrefix = "gwk_";

    private const int LongestName = 40;

    /// <summary>Whether a text that was given as a name may be a key in the wrong place, which no message repeats.</summary>
    public static bool MayBeKey(string text) =>
        text.Length > LongestName || text.AsSpan().TrimStart().StartsWith(MadePrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with a text as a key, as the end of a sentence; null if nothing is.</summary>
    public static string? FindProblem(string key)
    {
        if (key.Length is < MinKeyLength or > MaxKeyLength)
        {
            return $"must have {MinKeyLength} to {MaxKeyLength} characters. Make one with: gateway new-key.";
        }

        return key.AsSpan().ContainsAnyExceptInRange(' ', '~') || key[0] == ' ' || key[^1] == ' '
            ? "must consist of ASCII characters, without blanks at its ends, because headers carry no others. Make one with: gateway new-key."
            : null;
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    /// <summary>Compares in constant time.</summary>
    public bool Matches(KeyHash other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Matches(other._hash);
    }

    /// <summary>The form that settings take: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Prefix + Convert.ToHexStringLower(_hash);
}
