namespace Gateway.Testing;

/// <summary>
/// A clock that moves only when told. Due timers fire in order of their due time, on the thread that advances the clock, and each
/// callback sees its own due time as "now". Timestamps run at four ticks per <see cref="TimeSpan"/> tick from an arbitrary origin, so
/// code that mixes the two units fails, while durations stay exact.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    private const int TimestampsPerTick = 4;
    private const long TimestampOrigin = 987_654_321;

    private readonly Lock _lock = new();
    private readonly SortedSet<FakeTimer> _timers = new(Comparer<FakeTimer>.Create(static (one, other) =>
        (one.DueAt, one.Sequence).CompareTo((other.DueAt, other.Sequence))));
    private DateTimeOffset _wallStart;
    private TimeSpan _elapsed;
    private long _sequence = 1;
    private TaskCompletionSource? _armed;

    public FakeClock(DateTimeOffset? start = null) =>
        _wallStart = (start ?? new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)).ToUniversalTime();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond * TimestampsPerTick;

    /// <summary>The timers that will fire some day.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>How far away the next timer is; null when none is armed.</summary>
    public TimeSpan? NextTimerIn
    {
        get
        {
            lock (_lock)
            {
                return Earliest_NeedsLock() is { } timer ? timer.DueAt - _elapsed : null;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _wallStart + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return TimestampOrigin + (_elapsed.Ticks * TimestampsPerTick);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires every timer that falls due on the way, also those armed by other timers.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_lock)
        {
            target = _elapsed + by;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves the clock to the next timer and fires it; false when none is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextTimerIn is not { } distance)
        {
            return false;
        }

        Advance(distance);
        return true;
    }

    /// <summary>Steps the wall clock alone, as a time server or a wake from sleep does; timers and timestamps do not notice.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _wallStart += by;
        }
    }

    /// <summary>Completes when at least so many timers are armed, so that a test need not guess when other code began to wait.</summary>
    public async Task WhenTimersArmedAsync(int atLeast = 1, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task armed;
            lock (_lock)
            {
                if (_timers.Count >= atLeast)
                {
                    return;
                }

                _armed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                armed = _armed.Task;
            }

            await armed.WaitAsync(cancellationToken);
        }
    }

    internal bool Arm(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _ = _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            // A due time of zero fires at once and elsewhere, as the real clock's timers do: its creator may hold a lock.
            var immediately = dueTime == TimeSpan.Zero;
            timer.Period = period > TimeSpan.Zero ? period : null;
            if (!immediately || timer.Period is not null)
            {
                timer.DueAt = _elapsed + (immediately ? period : dueTime);
                timer.Sequence = _sequence++;
                _ = _timers.Add(timer);
                _armed?.SetResult();
                _armed = null;
            }

            if (immediately)
            {
                _ = ThreadPool.UnsafeQueueUserWorkItem(static fired => ((FakeTimer)fired!).Fire(), timer);
            }

            return true;
        }
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _ = _timers.Remove(timer);
        }
    }

    private FakeTimer? TakeDue(TimeSpan target)
    {
        lock (_lock)
        {
            if (Earliest_NeedsLock() is not { } timer || timer.DueAt > target)
            {
                // A callback may itself have advanced the clock beyond the target.
                _elapsed = target > _elapsed ? target : _elapsed;
                return null;
            }

            _elapsed = timer.DueAt > _elapsed ? timer.DueAt : _elapsed;
            _ = _timers.Remove(timer);
            if (timer.Period is { } period)
            {
                timer.DueAt += period;
                timer.Sequence = _sequence++;
                _ = _timers.Add(timer);
            }

            return timer;
        }
    }

    private FakeTimer? Earliest_NeedsLock() => _timers.Min;
}
