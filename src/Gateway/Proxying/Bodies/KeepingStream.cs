namespace Gateway.Proxying.Bodies;

/// <summary>Passes writes on and copies them on the way. Does not own the stream below.</summary>
internal sealed class KeepingStream(Stream inner, KeptBody kept) : AsyncStream
{
    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        kept.Append(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
