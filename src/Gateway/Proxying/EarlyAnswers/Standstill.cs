namespace Gateway.Proxying.EarlyAnswers;

/// <summary>Notices a write that stands still for too long. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="limit">How long is too long.</param>
/// <param name="onReached">What to do then, and again after every such time, while the write stands still.</param>
internal sealed class Standstill(TimeProvider time, TimeSpan limit, Action onReached) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isWriting;
    private bool _isReached;
    private bool _isDisposed;

    /// <summary>A write waits.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            (_isWriting, _isReached) = (true, false);
            if (_isDisposed || _timer?.Change(limit, limit) is true)
            {
                return;
            }

            // Else the timer would hold what belongs to this request for as long as the connection lives.
            using (ExecutionContext.IsFlowSuppressed() ? default(IDisposable) : ExecutionContext.SuppressFlow())
            {
                _timer = time.CreateTimer(static self => ((Standstill)self!).OnTime(), this, limit, limit);
            }
        }
    }

    /// <summary>The write has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isWriting = false;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Does something if a write stands still for too long at this moment, and keeps it from ending meanwhile.</summary>
    public bool TryAct(Action action)
    {
        lock (_lock)
        {
            if (!_isWriting || !_isReached || _isDisposed)
            {
                return false;
            }

            action();
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void OnTime()
    {
        lock (_lock)
        {
            if (!_isWriting || _isDisposed)
            {
                return;
            }

            _isReached = true;
        }

        onReached();
    }
}
