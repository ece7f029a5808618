using System.Diagnostics;
using System.Net;
using Gateway.EndToEnd.Support;
using Sandbox.Stx;

namespace Gateway.EndToEnd;

public sealed class StopTests : Scene
{
    [Fact]
    public async Task A_request_in_flight_ends_well_while_new_ones_are_refused_and_the_exit_code_is_0()
    {
        using var gateway = await ActiveAsync();
        var gate = Exchange.Stx.Knobs.Hold(StxOperations.Rest);
        var slow = CallAsync(gateway, "/api/v1/slow");
        await gate.ReachedAsync(cancellationToken: TestContext.Current.CancellationToken);

        gateway.Terminate();
        await Eventually.HoldsAsync(Patience, async () => await ProbeAsync("ready") == HttpStatusCode.ServiceUnavailable ? null : "It is still ready.");
        await Eventually.HoldsAsync(Patience, async () => await IsRefusedAsync(gateway) ? null : "New requests are still served.");
        Assert.False(slow.IsCompleted);
        gate.Release();

        using var answer = await slow.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("/api/v1/slow", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(1, Exchange.Stx.LivingSessions(Exchange.Stx.DefaultUser.Email));
        Assert.Equal(0, Exchange.Stx.Count(StxOperations.Logout));
    }

    [Fact]
    public async Task An_idle_gateway_ends_at_once_and_the_next_one_needs_no_login()
    {
        using var first = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(first)).StatusCode);
        var watch = Stopwatch.StartNew();

        first.Terminate();

        Assert.Equal(0, await first.WaitForExitAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        using var second = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(second)).StatusCode);
        Assert.Equal(1, Exchange.Stx.LoginsSent);
    }

    private async Task<bool> IsRefusedAsync(GatewayProcess gateway)
    {
        using var answer = await CallAsync(gateway);
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.GetValues("X-Gateway-Error").Single() == "shutting_down";
    }
}
