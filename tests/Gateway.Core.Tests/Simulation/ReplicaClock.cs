using Gateway.Testing;

namespace Gateway.Core.Tests.Simulation;

/// <summary>The clock of one replica's machine: a little off, and its timers call on the replica's own threads.</summary>
internal sealed class ReplicaClock(FakeClock clock, ReplicaThreads threads, TimeSpan skew) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + skew;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ReplicaTimer(clock, threads, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }
}
