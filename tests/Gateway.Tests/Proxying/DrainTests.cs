using System.Net;
using Gateway.Proxying;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying;

public sealed class DrainTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task With_nothing_in_flight_the_stop_goes_on_at_once()
    {
        await using var proxy = await ProxyFixture.StartAsync(_ => Task.CompletedTask, settings: ProxyFixture.Settings with { DrainTimeout = TimeSpan.FromHours(1) });
        await proxy.GetAsync("/");

        await proxy.Gateway.StopAsync().WaitAsync(Limit, TimeProvider.System);
    }

    [Fact]
    public async Task Requests_in_flight_end_and_late_ones_are_refused()
    {
        var arrived = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var proxy = await ProxyFixture.StartAsync(
            async context =>
            {
                arrived.TrySetResult();
                await finish.Task;
            },
            settings: ProxyFixture.Settings with { DrainTimeout = TimeSpan.FromSeconds(12) });
        var inFlight = proxy.Client.GetAsync("/");
        await arrived.Task.WaitAsync(Limit, TimeProvider.System);

        var stop = proxy.Gateway.StopAsync();
        RawResponse late;
        do
        {
            // Served or waiting while the grace lasts: HEAD with a bad path is answered without the upstream.
            late = await proxy.GetAsync("/a/../b");
        }
        while (late.Error != "shutting_down");
        finish.SetResult();

        Assert.Equal((503, "1"), (late.Status, late.Header("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, (await inFlight).StatusCode);
        await stop.WaitAsync(Limit, TimeProvider.System);
    }

    [Fact]
    public async Task What_does_not_end_is_cut_when_the_drain_time_is_over()
    {
        var arrived = new TaskCompletionSource();
        await using var proxy = await ProxyFixture.StartAsync(
            async context =>
            {
                arrived.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            },
            settings: ProxyFixture.Settings with { DrainTimeout = TimeSpan.FromMilliseconds(400) });
        var inFlight = proxy.Client.GetAsync("/");
        await arrived.Task.WaitAsync(Limit, TimeProvider.System);

        await proxy.Gateway.StopAsync(new CancellationTokenSource(TimeSpan.FromMilliseconds(400), TimeProvider.System).Token).WaitAsync(Limit, TimeProvider.System);

        await Assert.ThrowsAsync<HttpRequestException>(() => inFlight);
        Assert.False(proxy.Gateway.Services.GetRequiredService<DrainGate>().TryEnter());
    }
}
