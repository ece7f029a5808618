namespace Gateway.Proxying.Bodies;

/// <summary>
/// A copy of a request's body, made while the body passes by, so that keeping it delays nothing. It is whole or it is nothing: a body
/// that breaks off, is longer than may be kept or finds the budget spent is lost. Thread-safe, because an answer can arrive while the
/// body is still on its way.
/// </summary>
/// <param name="budget">What it is charged to.</param>
/// <param name="limit">How many bytes are kept at most.</param>
/// <param name="expected">How many bytes there will be, if that is known.</param>
internal sealed class KeptBody(BufferBudget budget, int limit, int expected) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BoundedBuffer _buffer = new(budget, limit);
    private KeptState _state;
    private TaskCompletionSource? _settled;

    /// <summary>Begins the copy; false if one was begun before.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (_state != KeptState.Untouched)
            {
                return false;
            }

            _state = KeptState.Passing;
            return true;
        }
    }

    public void Append(ReadOnlySpan<byte> piece)
    {
        lock (_lock)
        {
            if (_state == KeptState.Passing && !_buffer.TryAppend(piece, expected))
            {
                Settle_NeedsLock(KeptState.Lost);
            }
        }
    }

    /// <summary>The body has passed; <paramref name="whole"/> if it did not break off.</summary>
    public void End(bool whole)
    {
        lock (_lock)
        {
            if (_state == KeptState.Passing)
            {
                Settle_NeedsLock(whole ? KeptState.Whole : KeptState.Lost);
            }
        }
    }

    /// <summary>Waits for the end of a body that is passing by. True if it can be sent again: it is whole, or was not touched at all.</summary>
    public async ValueTask<bool> IsAtHandAsync(CancellationToken cancellationToken)
    {
        Task settled;
        lock (_lock)
        {
            if (_state != KeptState.Passing)
            {
                return _state != KeptState.Lost;
            }

            _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            settled = _settled.Task;
        }

        await settled.WaitAsync(cancellationToken);
        return await IsAtHandAsync(cancellationToken);
    }

    /// <summary>The whole body; null if there is none. It stays valid after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte>? Lend()
    {
        lock (_lock)
        {
            // A bare null would become empty bytes: the compiler finds a way by way of an array.
            return _state == KeptState.Whole ? _buffer.Lend() : default(ReadOnlyMemory<byte>?);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Settle_NeedsLock(KeptState.Lost);
        }
    }

    private void Settle_NeedsLock(KeptState state)
    {
        _state = state;
        if (state == KeptState.Lost)
        {
            _buffer.Dispose();
        }

        _settled?.TrySetResult();
    }
}
