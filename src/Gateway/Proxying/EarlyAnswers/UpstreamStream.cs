using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// One HTTP/1.1 connection to an upstream, under the client library and above TLS. It passes everything, and steps in only while a
/// request's body is on its way:
/// <list type="number">
/// <item>of the answer the library gets the first byte alone, until it asks for more: it does so when it has sent all;</item>
/// <item>a write that fails after an answer has come, or that stands still for <see cref="Grace"/> beside one that refuses the request,
/// is the last: the rest of the body is dropped, so that the library goes on to the answer;</item>
/// <item>that answer gets the header <c>Connection: close</c>, so that the library never uses the connection again.</item>
/// </list>
/// Nothing is dropped of a request that has no answer, and nothing is sent any more once something was dropped.
/// </summary>
internal sealed class UpstreamStream : AsyncStream
{
    /// <summary>How long an upstream that has refused a request may take nothing of it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // From here on the client library, too, takes an answer to "Expect: 100-continue" for one to a request whose body is not wanted.
    private const int Refusal = 300;

    private readonly Stream _inner;
    private readonly AheadReader _ahead;
    private readonly Standstill _standstill;
    private readonly CancellationTokenSource _leaving = new();
    private volatile Upload? _upload;
    private volatile bool _holds;
    private volatile bool _isLeft;
    private volatile bool _isClosed;
    private bool _isHandedOver;
    private bool _isMarked;
    private int _isLooking;
    private Exception? _reset;

    public UpstreamStream(Stream inner, TimeProvider time)
    {
        _inner = inner;
        _ahead = new AheadReader(inner);
        _standstill = new Standstill(time, Grace, () => _ = LookAsync());
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // What the library reads ahead on an idle connection comes before the first write of a request.
        BeginUpload();
        return _holds ? ReadHeldAsync(buffer, cancellationToken)
            : buffer.IsEmpty ? _ahead.WaitAsync(_inner.ReadAsync(buffer, cancellationToken))
            : _inner.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginUpload();
        return _upload is { } upload ? (_isLeft ? default : SendAsync(buffer, upload))
            // Whatever is left of an answer would become part of the next one.
            : _holds ? ValueTask.FromException(new IOException("The connection has more than the answer, or has been left."))
            : _inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        Stop();
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stop();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Stop()
    {
        _isClosed = true;
        _standstill.Dispose();
    }

    private void BeginUpload()
    {
        if (_upload is not null || _holds || Upload.Current is not { } upload)
        {
            return;
        }

        _ahead.Clear();
        _isHandedOver = false;
        _upload = upload;
        _holds = true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadHeldAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_upload is { } upload)
        {
            if (!_isHandedOver)
            {
                // 1. The first byte
                var hasCome = await _ahead.HasAsync(static answer => !answer.IsEmpty);
                _isHandedOver = hasCome && !buffer.IsEmpty;
                return _isHandedOver ? _ahead.Read(buffer.Span[..1]) : 0;
            }

            upload.OnSent();
            _upload = null;
        }

        // 3. The last answer of the connection
        if (_isLeft && !_isMarked)
        {
            await MarkAsync();
        }

        if (!_ahead.IsIdle)
        {
            var isThere = await _ahead.HasAsync(static answer => !answer.IsEmpty);
            var held = isThere ? _ahead.Read(buffer.Span) : EndOf(buffer);
            _holds = _isLeft || !_ahead.IsIdle;
            return held;
        }

        _holds = _isLeft;
        var count = await _inner.ReadAsync(buffer, cancellationToken);
        return count > 0 ? count : EndOf(buffer);
    }

    private async Task MarkAsync()
    {
        var next = 0;
        if (!await _ahead.HasAsync(answer => answer.TryFindHead(out _, out next)))
        {
            throw new IOException("A connection was left without an answer.");
        }

        _ahead.Insert(next, "Connection: close\r\n"u8);
        _isMarked = true;
    }

    // A write was told of the reset, and a read sees a mere end: which must not end an answer that states no length.
    private int EndOf(Memory<byte> buffer) =>
        _reset is null || buffer.IsEmpty ? 0 : throw new IOException("The upstream has reset the connection.", _reset);

    private ValueTask SendAsync(ReadOnlyMemory<byte> buffer, Upload upload)
    {
        ValueTask write;
        try
        {
            write = _inner.WriteAsync(buffer, _leaving.Token);
        }
        catch (IOException failure)
        {
            write = ValueTask.FromException(failure);
        }

        return write.IsCompletedSuccessfully ? write : EndWriteAsync(write, upload);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndWriteAsync(ValueTask write, Upload upload)
    {
        IOException failure;
        try
        {
            _standstill.Begin();
            await write;
            return;
        }
        catch (Exception) when (_isLeft)
        {
            // Cancelled by us: the buffer is free, and nothing of it leaves any more.
            return;
        }
        catch (IOException exception)
        {
            failure = exception;
        }
        finally
        {
            _standstill.End();
        }

        // 2. The last write
        if (!await HasAnswerAsync())
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        _reset = IsReset(failure) ? failure : null;
        Leave(upload);
    }

    private static bool IsReset(Exception? failure) =>
        failure is SocketException { SocketErrorCode: SocketError.ConnectionReset } || (failure?.InnerException is { } cause && IsReset(cause));

    // A connection that is broken in one direction ends in the other one too, so that this does not wait for long.
    private async Task<bool> HasAnswerAsync()
    {
        try
        {
            return !_isClosed && await _ahead.HasAsync(static answer => answer.TryFindHead(out _, out _));
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Waits for what the answer says, if need be; leaves if that is a refusal and the write stands still by then.</summary>
    private async Task LookAsync()
    {
        if (_upload is not { } upload || Interlocked.Exchange(ref _isLooking, 1) != 0)
        {
            return;
        }

        try
        {
            var status = 0;
            var isKnown = await _ahead.HasAsync(answer => _upload != upload || answer.TryFindHead(out status, out _));
            if (isKnown && status >= Refusal && _standstill.TryAct(() => Leave(upload)))
            {
                await _leaving.CancelAsync();
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // Then the write fails as well.
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private void Leave(Upload upload)
    {
        _isLeft = true;
        upload.OnAnswered();
    }
}
