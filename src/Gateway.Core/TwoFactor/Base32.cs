namespace Gateway.Core.TwoFactor;

/// <summary>Decodes base32 (RFC 4648, section 6) as authenticator secrets are written: any case, blanks and hyphens for reading, padding optional.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    /// <summary>The bytes, or null for text that is no base32.</summary>
    public static byte[]? Decode(string text)
    {
        var bytes = new List<byte>();
        var buffer = 0;
        var bits = 0;
        var characters = 0;
        foreach (var character in text.Trim().TrimEnd('='))
        {
            if (character is ' ' or '-')
            {
                continue;
            }

            var value = Alphabet.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            characters++;
            buffer = ((buffer << BitsPerCharacter) | value) & 0xFFFF;
            bits += BitsPerCharacter;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        // 1, 3 and 6 characters over encode no whole byte: something is missing.
        return characters == 0 || characters % 8 is 1 or 3 or 6 ? null : [.. bytes];
    }
}
