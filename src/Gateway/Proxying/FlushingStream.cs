namespace Gateway.Proxying;

/// <summary>Passes writes on and flushes after each. Does not own the stream below.</summary>
internal sealed class FlushingStream(Stream inner) : AsyncStream
{
    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
