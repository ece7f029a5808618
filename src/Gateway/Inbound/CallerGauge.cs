using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>
/// Measures one caller: what it has open, and how fast it asks. It outlives changed settings, so a changed limit counts from where the
/// caller stands.
/// </summary>
internal sealed class CallerGauge(TimeProvider clock)
{
    private static readonly TimeSpan UnknownWait = TimeSpan.FromSeconds(1);

    private long _nextFree = long.MinValue;
    private int _open;

    /// <summary>Counts a request in, or says how long to wait. Every null needs one <see cref="Leave"/>.</summary>
    public TimeSpan? Enter(CallerDefinition limits)
    {
        if (Interlocked.Increment(ref _open) > (limits.Concurrency ?? int.MaxValue))
        {
            Leave();
            return UnknownWait;
        }

        if (limits.RequestsPerSecond is { } rate && TakeTurn(rate) is { } wait)
        {
            Leave();
            return wait;
        }

        return null;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    // A bucket of one second's turns, kept as the time at which it will be full again.
    private TimeSpan? TakeTurn(int rate)
    {
        var second = clock.TimestampFrequency;
        var turn = Math.Max(1, second / rate);
        while (true)
        {
            var now = clock.GetTimestamp();
            var seen = Volatile.Read(ref _nextFree);
            var full = Math.Max(seen, now) + turn;
            if (full - now > second)
            {
                return clock.GetElapsedTime(now, full - second);
            }

            if (Interlocked.CompareExchange(ref _nextFree, full, seen) == seen)
            {
                return null;
            }
        }
    }
}
