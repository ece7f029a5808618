using System.Security.Cryptography;

namespace Sandbox.StackAuth;

/// <summary>Tokens, codes and keys as the server makes them: lower-case Crockford base32.</summary>
internal static class RandomText
{
    /// <summary>The length of a refresh token, a code and the secret part of a key.</summary>
    public const int Length = 45;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New(int length = Length) => RandomNumberGenerator.GetString(Alphabet, length);
}
