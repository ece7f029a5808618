using Gateway.Inbound;
using Gateway.Settings;
using Gateway.Testing;

namespace Gateway.Tests.Inbound;

public sealed class CallerGaugeTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_seconds_worth_may_come_at_once_and_then_one_turn_at_a_time()
    {
        var gauge = new CallerGauge(_clock);
        var limits = new CallerDefinition { Name = "bot", RequestsPerSecond = 4 };

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Null(gauge.Enter(limits)));
        Assert.Equal(TimeSpan.FromMilliseconds(250), gauge.Enter(limits));
        _clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal(TimeSpan.FromMilliseconds(1), gauge.Enter(limits));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(gauge.Enter(limits));
        Assert.NotNull(gauge.Enter(limits));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(4, Enumerable.Range(0, 10).Count(_ => gauge.Enter(limits) is null));
    }

    [Fact]
    public void So_many_and_no_more_are_open_at_once()
    {
        var gauge = new CallerGauge(_clock);
        var limits = new CallerDefinition { Name = "bot", Concurrency = 2 };

        Assert.Null(gauge.Enter(limits));
        Assert.Null(gauge.Enter(limits));
        Assert.Equal(TimeSpan.FromSeconds(1), gauge.Enter(limits));
        gauge.Leave();
        Assert.Null(gauge.Enter(limits));
        Assert.NotNull(gauge.Enter(limits));
    }

    [Fact]
    public void A_refused_request_takes_neither_a_turn_nor_a_place()
    {
        var gauge = new CallerGauge(_clock);
        var limits = new CallerDefinition { Name = "bot", Concurrency = 1, RequestsPerSecond = 2 };

        Assert.Null(gauge.Enter(limits));
        Assert.NotNull(gauge.Enter(limits));
        gauge.Leave();
        Assert.Null(gauge.Enter(limits));
        gauge.Leave();
        Assert.Equal(TimeSpan.FromMilliseconds(500), gauge.Enter(limits));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Null(gauge.Enter(limits));
    }

    [Fact]
    public void Parallel_requests_never_get_more_than_the_limit()
    {
        var gauge = new CallerGauge(_clock);
        var limits = new CallerDefinition { Name = "bot", RequestsPerSecond = 100 };
        var entered = 0;

        Parallel.For(0, 1000, _ => Interlocked.Add(ref entered, gauge.Enter(limits) is null ? 1 : 0));

        Assert.Equal(100, entered);
    }
}
