namespace Gateway.Proxying.Sockets;

/// <summary>
/// Follows where the frames of one direction begin and end (RFC 6455, section 5.2), however the bytes are cut into pieces. It only reads
/// headers and keeps nothing of what passes; a direction that is no WebSocket at all leads to no fault, merely to boundaries that mean nothing.
/// </summary>
internal struct FrameTracker
{
    private const int CloseOpcode = 0x8;
    private const int MaskLength = 4;

    private ulong _payload;
    private ulong _length;
    private int _header;
    private int _headerLength;
    private int _lengthBytes;
    private int _opcode;

    /// <summary>True between two frames, where another one can be put in. Control frames may also stand between the fragments of a message.</summary>
    public readonly bool AtBoundary => _header == 0 && _payload == 0;

    /// <summary>True once a whole close frame has passed.</summary>
    public bool SeenClose { get; private set; }

    /// <summary>Reads all of <paramref name="bytes"/>.</summary>
    public void Advance(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[AdvanceFrame(bytes)..];
        }
    }

    /// <summary>Reads on to the next boundary, or to the end of <paramref name="bytes"/>; says how many it took.</summary>
    public int AdvanceFrame(ReadOnlySpan<byte> bytes)
    {
        var read = 0;
        while (read < bytes.Length)
        {
            if (_payload > 0)
            {
                var part = (int)Math.Min(_payload, (ulong)(bytes.Length - read));
                _payload -= (ulong)part;
                read += part;
            }
            else
            {
                ReadHeader(bytes[read++]);
            }

            if (AtBoundary)
            {
                SeenClose |= _opcode == CloseOpcode;
                break;
            }
        }

        return read;
    }

    private void ReadHeader(byte next)
    {
        switch (_header++)
        {
            case 0:
                _opcode = next & 0x0F;
                return;
            case 1:
                var length = next & 0x7F;
                _lengthBytes = length switch { 126 => 2, 127 => 8, _ => 0 };
                _length = length < 126 ? (ulong)length : 0;
                _headerLength = 2 + _lengthBytes + ((next & 0x80) == 0 ? 0 : MaskLength);
                break;
            default:
                _length = _header <= 2 + _lengthBytes ? (_length << 8) | next : _length;
                break;
        }

        if (_header == _headerLength)
        {
            (_payload, _header) = (_length, 0);
        }
    }
}
