using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Gateway.Core.TwoFactor;

/// <summary>Time-based one-time passwords: RFC 6238 over RFC 4226, SHA-1, six digits, steps of 30 seconds, as authenticators use them.</summary>
internal static class Totp
{
    /// <summary>How long one code lasts.</summary>
    public static readonly TimeSpan StepLength = TimeSpan.FromSeconds(30);

    private const int Digits = 6;

    /// <summary>The number of the step that a moment lies in.</summary>
    public static long StepAt(DateTimeOffset moment) => (long)Math.Floor((moment - DateTimeOffset.UnixEpoch) / StepLength);

    /// <summary>How much of its step is left at a moment.</summary>
    public static TimeSpan LeftAt(DateTimeOffset moment) => DateTimeOffset.UnixEpoch + (StepLength * (StepAt(moment) + 1)) - moment;

    /// <summary>The code of a step.</summary>
    public static string Compute(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The standard names SHA-1, and upstreams accept nothing else.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue;
        var code = number % (int)Math.Pow(10, digits);
        return code.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }
}
