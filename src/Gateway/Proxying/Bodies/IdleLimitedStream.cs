namespace Gateway.Proxying.Bodies;

/// <summary>Reads a stream whose reader and writer may both not be silent for longer than a limit. Owns the stream.</summary>
internal sealed class IdleLimitedStream : AsyncStream
{
    private readonly Stream _inner;
    private readonly TimeSpan _limit;
    private readonly ITimer _silence;

    /// <param name="inner">The stream.</param>
    /// <param name="limit">The longest silence.</param>
    /// <param name="time">The clock.</param>
    /// <param name="giveUp">Called when the limit is over; must end the reading.</param>
    public IdleLimitedStream(Stream inner, TimeSpan limit, TimeProvider time, Action giveUp)
    {
        (_inner, _limit) = (inner, limit);
        _silence = time.CreateTimer(static state => ((Action)state!)(), giveUp, limit, Timeout.InfiniteTimeSpan);
    }

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Restart();
        var count = await _inner.ReadAsync(buffer, cancellationToken);
        Restart();
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _silence.DisposeAsync();
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _silence.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Restart() => _silence.Change(_limit, Timeout.InfiniteTimeSpan);
}
