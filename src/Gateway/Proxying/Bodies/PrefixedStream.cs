namespace Gateway.Proxying.Bodies;

/// <summary>Reads bytes that were taken off a stream before, then the rest of it. Owns the stream, not the bytes.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : AsyncStream
{
    private ReadOnlyMemory<byte> _left = prefix;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(_left.Length, buffer.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return new(count);
    }

    public override async ValueTask DisposeAsync()
    {
        await rest.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
