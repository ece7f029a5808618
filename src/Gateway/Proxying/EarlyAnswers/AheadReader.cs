using System.Runtime.CompilerServices;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// Reads an answer ahead of the client library, whoever asks for it first: with at most one read at a time, because TLS takes no
/// more. Thread-safe. Does not own the stream.
/// </summary>
internal sealed class AheadReader(Stream inner)
{
    private readonly Lock _lock = new();
    private readonly AnswerBuffer _answer = new();
    private Task<bool>? _fill;
    private bool _isWaitedFor;
    private TaskCompletionSource? _waited;

    /// <summary>True if nothing is held, nothing being read, and the end has not come: the stream can be read directly.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _answer.IsEmpty && CanFill_NeedsLock;
            }
        }
    }

    private bool CanFill_NeedsLock => _fill is null or { IsCompletedSuccessfully: true, Result: true };

    /// <summary>Another answer begins.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _answer.Clear();
        }
    }

    /// <summary>Moves bytes out that are held.</summary>
    public int Read(Span<byte> destination)
    {
        lock (_lock)
        {
            return _answer.Read(destination);
        }
    }

    public void Insert(int at, ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            _answer.Insert(at, line);
        }
    }

    /// <summary>Reads until the answer has something; false if it ends or grows too long before.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<bool> HasAsync(Func<AnswerBuffer, bool> something)
    {
        while (true)
        {
            Task<bool> fill;
            lock (_lock)
            {
                if (something(_answer))
                {
                    return true;
                }

                if (_answer.IsFull)
                {
                    return false;
                }

                // An end stays one, and so does a failure: the system tells of a reset once.
                fill = _fill = CanFill_NeedsLock ? FillAsync() : _fill!;
            }

            if (!await fill)
            {
                return false;
            }
        }
    }

    /// <summary>Goes with a read that waits for bytes and takes none, as the pool of idle connections begins one before a request.</summary>
    public ValueTask<int> WaitAsync(ValueTask<int> read)
    {
        if (read.IsCompleted)
        {
            return read;
        }

        lock (_lock)
        {
            _isWaitedFor = true;
        }

        return EndWaitAsync(read);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> EndWaitAsync(ValueTask<int> read)
    {
        try
        {
            return await read;
        }
        finally
        {
            lock (_lock)
            {
                _isWaitedFor = false;
                _waited?.TrySetResult();
                _waited = null;
            }
        }
    }

    private async Task<bool> FillAsync()
    {
        Task? waited;
        lock (_lock)
        {
            waited = _isWaitedFor ? (_waited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;
        }

        if (waited is not null)
        {
            await waited;
        }

        var count = await inner.ReadAsync(_answer.Room);
        lock (_lock)
        {
            _answer.Add(count);
        }

        return count > 0;
    }
}
