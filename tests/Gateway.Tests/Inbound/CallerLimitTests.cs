using Gateway.Listeners;

namespace Gateway.Tests.Inbound;

public sealed class CallerLimitTests
{
    private const string Key = "limited-key-0123456789abcdef";
    private const string OtherKey = "other-key-0123456789abcdefg";

    private static readonly string[] Upgrade =
        [$"X-Gateway-Key: {Key}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="];

    [Fact]
    public async Task A_caller_that_asks_too_fast_is_told_when_to_come_back()
    {
        await using var gateway = await GuardedGateway.StartAsync(
            $"Gateway:Inbound:Callers:bot:Key={Key}", "Gateway:Inbound:Callers:bot:RequestsPerSecond=3", $"Gateway:Inbound:Callers:other:Key={OtherKey}");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}")).Status);
        }

        var refused = await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}");

        Assert.Equal((429, "caller_limit", "1"), (refused.Status, refused.Error, refused.Header("Retry-After")));
        Assert.Contains("Gateway:Inbound:Callers:bot:RequestsPerSecond", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, gateway.Journal.Count);
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {OtherKey}")).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}")).Status);
    }

    [Fact]
    public async Task An_open_socket_counts_until_it_is_closed()
    {
        await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:bot:Key={Key}", "Gateway:Inbound:Callers:bot:Concurrency=1");
        var (open, connection) = await gateway.OpenAsync(ListenerKind.Proxy, "GET", "/socket", Upgrade);
        Assert.Equal(101, open.Status);

        var refused = await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}");
        var refusedSocket = await gateway.SendAsync(ListenerKind.Proxy, "GET", "/socket", Upgrade);

        Assert.Equal((429, "caller_limit", "1"), (refused.Status, refused.Error, refused.Header("Retry-After")));
        Assert.Equal((429, "caller_limit"), (refusedSocket.Status, refusedSocket.Error));
        connection.Dispose();
        while ((await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}")).Status == 429)
        {
            await Task.Yield();
        }

        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}")).Status);
    }
}
