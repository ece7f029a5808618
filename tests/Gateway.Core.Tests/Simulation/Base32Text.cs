using System.Text;

namespace Gateway.Core.Tests.Simulation;

/// <summary>Writes an authenticator's key as people are shown it.</summary>
internal static class Base32Text
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Of(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        var bits = 0;
        var value = 0;
        foreach (var one in key)
        {
            value = (value << 8) | one;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(value >> bits) & 31]);
            }
        }

        return text.ToString();
    }
}
