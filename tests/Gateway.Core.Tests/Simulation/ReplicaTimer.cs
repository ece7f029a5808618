using Gateway.Testing;

namespace Gateway.Core.Tests.Simulation;

internal sealed class ReplicaTimer : ITimer
{
    private readonly ReplicaThreads _threads;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _timer;
    private bool _isPosted;
    private bool _isDisposed;

    public ReplicaTimer(FakeClock clock, ReplicaThreads threads, TimerCallback callback, object? state)
    {
        _threads = threads;
        _callback = callback;
        _state = state;
        _timer = clock.CreateTimer(static timer => ((ReplicaTimer)timer!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed || dueTime != TimeSpan.Zero)
        {
            return _timer.Change(dueTime, period);
        }

        Post();
        return _timer.Change(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, period);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // What fell due several times while the replica stood still is called once.
    private void Post()
    {
        if (_isPosted)
        {
            return;
        }

        _isPosted = true;
        _threads.Post(() =>
        {
            _isPosted = false;
            if (!_isDisposed)
            {
                _callback(_state);
            }
        });
    }
}
