namespace Gateway.Proxying.Sockets;

/// <summary>
/// One side of an open socket. Bytes pass as they are; what is written is followed frame by frame, so that a close frame of the gateway's
/// own can be put in between two frames. From then on nothing more is written to this side.
/// </summary>
internal sealed class TunnelStream(Stream inner, SocketTunnel tunnel) : AsyncStream
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskCompletionSource _closeCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closeSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameTracker _written;
    private byte[]? _pending;
    private bool _discards;
    private CancellationToken _linkedTo;
    private CancellationTokenSource? _linked;

    /// <summary>Completes when the other side's close frame has come to be written here, passed on or not.</summary>
    public Task CloseCame => _closeCame.Task;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Reads from this side; zero when it or the whole tunnel has ended.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, Linked(cancellationToken));
            // Reading nothing into nothing only waits for data.
            if (read == 0 && buffer.Length > 0)
            {
                tunnel.OnSideEnded(this);
            }

            return read;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A broken connection is an end like any other; the other side is told by its own end.
            tunnel.OnSideEnded(this);
            return 0;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Write_NeedsTurnAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // What this side has sent before it broke is still read; its end is found there.
            _discards = true;
            tunnel.OnSideEnded(this);
        }
        finally
        {
            _turn.Release();
        }

        if (_written.SeenClose && _closeCame.TrySetResult())
        {
            tunnel.OnCloseCame(this);
        }
    }

    /// <summary>
    /// Puts a close frame in at the next boundary and completes when it is written, or when the other side's own was. Nothing else is
    /// written to this side afterwards.
    /// </summary>
    public async Task CloseAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _pending = frame;
            if (_written.AtBoundary)
            {
                await WritePending_NeedsTurnAsync(cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }

        await _closeSent.Task.WaitAsync(cancellationToken);
    }

    /// <summary>This side has ended: what is still written to it leads nowhere.</summary>
    public void Discard() => _discards = true;

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _linked?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask Write_NeedsTurnAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var rest = buffer;
        if (!_discards && _pending is not null)
        {
            // The frame that was under way goes out whole, then ours.
            var length = _written.AdvanceFrame(buffer.Span);
            await inner.WriteAsync(buffer[..length], cancellationToken);
            rest = buffer[length..];
            if (_written.AtBoundary)
            {
                await WritePending_NeedsTurnAsync(cancellationToken);
            }
        }
        else if (!_discards)
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }

        _written.Advance(rest.Span);
    }

    private async ValueTask WritePending_NeedsTurnAsync(CancellationToken cancellationToken)
    {
        // After the other side's own close frame there is no place for another.
        if (!_written.SeenClose && !_discards)
        {
            await inner.WriteAsync(_pending, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        _discards = true;
        _closeSent.TrySetResult();
    }

    private CancellationToken Linked(CancellationToken cancellationToken)
    {
        // The forwarder gives the same token to every read.
        if (_linked is null || _linkedTo != cancellationToken)
        {
            _linked?.Dispose();
            (_linked, _linkedTo) = (CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tunnel.Ended), cancellationToken);
        }

        return _linked.Token;
    }
}
