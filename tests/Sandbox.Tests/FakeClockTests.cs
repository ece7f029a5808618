using Gateway.Testing;

namespace Sandbox.Tests;

public sealed class FakeClockTests
{
    private readonly FakeClock _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Durations_are_exact_although_timestamps_are_not_ticks()
    {
        var start = _clock.GetTimestamp();
        var before = _clock.GetUtcNow();

        _clock.Advance(TimeSpan.FromTicks(1_234_567_891));

        Assert.Equal(TimeSpan.FromTicks(1_234_567_891), _clock.GetElapsedTime(start));
        Assert.Equal(TimeSpan.FromTicks(1_234_567_891), _clock.GetUtcNow() - before);
        Assert.NotEqual(TimeSpan.TicksPerSecond, _clock.TimestampFrequency);
    }

    [Fact]
    public void Due_timers_fire_in_order_and_see_their_own_time()
    {
        var start = _clock.GetUtcNow();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var never = Timer("never", 9);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early at 1", "late at 3"], _fired);
        Assert.Equal(start.AddSeconds(5), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(4), _clock.NextTimerIn);

        ITimer Timer(string name, int due) => _clock.CreateTimer(
            _ => _fired.Add($"{name} at {(_clock.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(due), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_fires_once_a_period_until_it_is_disposed()
    {
        var timer = _clock.CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, _fired.Count);
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(3, _fired.Count);
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public void A_timer_armed_by_a_timer_fires_in_the_same_advance()
    {
        using var second = _clock.CreateTimer(_ => _fired.Add("second"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var first = _clock.CreateTimer(
            _ => second.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["second"], _fired);
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_the_clock()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _clock);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20), _clock);

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        Assert.True(_clock.AdvanceToNextTimer());
        await delay;
        Assert.False(timeout.IsCancellationRequested);
        Assert.True(_clock.AdvanceToNextTimer());

        Assert.True(timeout.IsCancellationRequested);
        Assert.False(_clock.AdvanceToNextTimer());
    }

    [Fact]
    public async Task A_timer_due_now_fires_without_an_advance()
    {
        var fired = new TaskCompletionSource();
        using var timer = _clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task;

        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task Somebody_elses_timer_can_be_waited_for()
    {
        var armed = _clock.WhenTimersArmedAsync();
        Assert.False(armed.IsCompleted);

        var delay = Task.Delay(TimeSpan.FromSeconds(1), _clock);
        await armed;
        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public void A_jump_of_the_wall_clock_moves_neither_timers_nor_timestamps()
    {
        using var timer = _clock.CreateTimer(_ => _fired.Add("fired"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var (stamp, wall) = (_clock.GetTimestamp(), _clock.GetUtcNow());

        _clock.JumpWallClock(TimeSpan.FromHours(1));

        Assert.Equal(wall.AddHours(1), _clock.GetUtcNow());
        Assert.Equal(stamp, _clock.GetTimestamp());
        Assert.Empty(_fired);
    }
}
