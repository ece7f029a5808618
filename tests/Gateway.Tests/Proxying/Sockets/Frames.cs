using System.Buffers.Binary;

namespace Gateway.Tests.Proxying.Sockets;

/// <summary>Frames as a peer would write and read them.</summary>
internal static class Frames
{
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;

    public static byte[] Make(int opcode, ReadOnlySpan<byte> payload, bool final = true, byte[]? mask = null)
    {
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | opcode) };
        var masked = mask is null ? 0 : 0x80;
        if (payload.Length < 126)
        {
            frame.Add((byte)(masked | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.Add((byte)(masked | 126));
            frame.AddRange(Bytes(2, (ulong)payload.Length));
        }
        else
        {
            frame.Add((byte)(masked | 127));
            frame.AddRange(Bytes(8, (ulong)payload.Length));
        }

        frame.AddRange(mask ?? []);
        for (var i = 0; i < payload.Length; i++)
        {
            frame.Add((byte)(payload[i] ^ (mask?[i % 4] ?? 0)));
        }

        return [.. frame];
    }

    /// <summary>Reads one whole frame and unmasks it.</summary>
    public static async Task<(int Opcode, byte[] Payload)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var length = (ulong)(head[1] & 0x7F);
        if (length >= 126)
        {
            var more = new byte[length == 126 ? 2 : 8];
            await stream.ReadExactlyAsync(more, cancellationToken);
            length = more.Aggregate(0UL, (sum, next) => (sum << 8) | next);
        }

        var mask = new byte[(head[1] & 0x80) == 0 ? 0 : 4];
        await stream.ReadExactlyAsync(mask, cancellationToken);
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        for (var i = 0; i < payload.Length && mask.Length > 0; i++)
        {
            payload[i] ^= mask[i % 4];
        }

        return (head[0] & 0x0F, payload);
    }

    public static int CodeOf(byte[] closePayload) => BinaryPrimitives.ReadUInt16BigEndian(closePayload);

    private static byte[] Bytes(int count, ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[^count..];
    }
}
