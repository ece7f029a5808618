using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Proxying.Sockets;

/// <summary>The close frames that the gateway itself puts into a socket (RFC 6455, sections 5.5.1 and 7.4).</summary>
internal static class CloseFrame
{
    /// <summary>The most bytes that a reason can have: a control frame carries 125, two of them the code.</summary>
    public const int LongestReason = 123;

    private const byte FinalClose = 0x88;
    private const byte Masked = 0x80;
    private const int HeaderLength = 2;
    private const int MaskLength = 4;

    /// <summary>As a server sends it.</summary>
    public static byte[] ToCaller(SocketEnd end)
    {
        var payload = Payload(end.Code, end.Reason);
        return [FinalClose, (byte)payload.Length, .. payload];
    }

    /// <summary>As a client sends it, masked, without a reason.</summary>
    public static byte[] ToUpstream(int code)
    {
        var frame = new byte[HeaderLength + MaskLength + sizeof(ushort)];
        (frame[0], frame[1]) = (FinalClose, Masked | sizeof(ushort));
        var mask = frame.AsSpan(HeaderLength, MaskLength);
        RandomNumberGenerator.Fill(mask);
        var payload = frame.AsSpan(HeaderLength + MaskLength);
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i];
        }

        return frame;
    }

    private static byte[] Payload(int code, string reason)
    {
        var payload = new byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(sizeof(ushort)));
        return payload;
    }
}
