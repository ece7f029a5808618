using Gateway.Proxying.Bodies;

namespace Gateway.Proxying.Refusals;

/// <summary>
/// Reads a stream and records what it reads, first what was recorded before. Ends when there is no room left to record, so that
/// nothing is read that is not recorded. Does not own the stream below.
/// </summary>
internal sealed class RecordingStream(Stream inner, BoundedBuffer record) : AsyncStream
{
    private int _position;

    /// <summary>True once the stream below has ended.</summary>
    public bool HasEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == record.Written.Length && await RecordAsync(buffer.Length, 0, cancellationToken) == 0)
        {
            return 0;
        }

        var next = record.Written[_position..];
        var count = Math.Min(next.Length, buffer.Length);
        next[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>Reads and records one piece, without passing it on; zero at the end, or if there is no room.</summary>
    public async ValueTask<int> RecordAsync(int most, int expected, CancellationToken cancellationToken)
    {
        var room = record.GetRoom(expected);
        if (room.IsEmpty)
        {
            return 0;
        }

        var count = await inner.ReadAsync(room[..Math.Min(room.Length, most)], cancellationToken);
        HasEnded |= count == 0;
        record.Advance(count);
        return count;
    }
}
