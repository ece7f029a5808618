using Gateway.Listeners;

namespace Gateway.Tests.Inbound;

/// <summary>Keys change while the gateway runs.</summary>
public sealed class CallerReloadTests
{
    private const string Old = "old-key-0123456789abcdefghi";
    private const string New = "new-key-0123456789abcdefghi";

    [Fact]
    public async Task A_removed_key_stops_working_and_a_new_one_starts_without_a_restart()
    {
        await using var gateway = await GuardedGateway.StartAsync(Caller("a", Old), []);
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);

        await gateway.RewriteAsync(Caller("a", New));

        Assert.Equal(401, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);
    }

    [Fact]
    public async Task The_management_key_changes_without_a_restart()
    {
        await using var gateway = await GuardedGateway.StartAsync(Management(Old), []);
        Assert.Equal(200, (await gateway.SendAsync(ListenerKind.Management, "GET", "/accounts", $"X-Gateway-Key: {Old}")).Status);

        await gateway.RewriteAsync(Management(New));

        Assert.Equal(401, (await gateway.SendAsync(ListenerKind.Management, "GET", "/accounts", $"X-Gateway-Key: {Old}")).Status);
        Assert.Equal(200, (await gateway.SendAsync(ListenerKind.Management, "GET", "/accounts", $"X-Gateway-Key: {New}")).Status);
    }

    [Fact]
    public async Task Limits_count_on_when_they_change()
    {
        const string Limited = ", \"RequestsPerSecond\": 2";
        await using var gateway = await GuardedGateway.StartAsync(Caller("a", Old, Limited), []);
        await gateway.RewriteAsync(Caller("a", New, Limited));

        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);
        Assert.Equal(429, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);
    }

    [Fact]
    public async Task A_key_file_is_read_again_and_an_unusable_one_opens_nothing()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Old + "\n", TestContext.Current.CancellationToken);
            await using var gateway = await GuardedGateway.StartAsync(
                $"Gateway:Inbound:Callers:a:KeyFile={file}", $"Gateway:Inbound:Callers:b:Key=bystander-key-0123456789abc");
            Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);

            await RewriteAsync(gateway, file, New + "\n");
            Assert.Equal(401, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);
            Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);

            foreach (var unusable in (string[])[string.Empty, "short", "bystander-key-0123456789abc"])
            {
                await RewriteAsync(gateway, file, unusable);
                Assert.Equal(401, (await gateway.GetAsync("/x", $"X-Gateway-Key: {New}")).Status);
                Assert.Equal(401, (await gateway.GetAsync("/x")).Status);
            }

            File.Delete(file);
            gateway.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(401, (await gateway.GetAsync("/x")).Status);
            Assert.Equal(200, (await gateway.GetAsync("/x", "X-Gateway-Key: bystander-key-0123456789abc")).Status);
            Assert.Contains("KeyUnusable", gateway.Log.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(New, gateway.Log.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Bad_new_settings_leave_the_old_keys_in_force()
    {
        await using var gateway = await GuardedGateway.StartAsync(Caller("a", Old), []);
        await File.WriteAllTextAsync(gateway.PathOf("appsettings.json"), Caller("a", "short"), TestContext.Current.CancellationToken);
        while (!gateway.Log.ToString().Contains("SettingsRejected", StringComparison.Ordinal))
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);
        Assert.Equal(401, (await gateway.GetAsync("/x")).Status);
    }

    [Fact]
    public async Task A_limit_that_comes_later_counts_what_is_open_already()
    {
        await using var gateway = await GuardedGateway.StartAsync(Caller("a", Old), []);
        var (open, connection) = await gateway.OpenAsync(
            ListenerKind.Proxy, "GET", "/socket", $"X-Gateway-Key: {Old}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
        using (connection)
        {
            Assert.Equal(101, open.Status);

            await gateway.RewriteAsync(Caller("a", Old, ", \"Concurrency\": 1"));

            Assert.Equal(429, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);
        }
    }

    [Fact]
    public async Task Taking_the_last_caller_out_closes_an_open_listener()
    {
        await using var gateway = await GuardedGateway.StartAsync(Caller("a", Old), ["Gateway:Proxy:Url=http://0.0.0.0:0"]);
        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Old}")).Status);

        await gateway.RewriteAsync("{}");

        Assert.Equal((401, "caller_key_required"), await Outcome($"X-Gateway-Key: {Old}"));
        Assert.Equal((401, "caller_key_required"), await Outcome());
        Assert.Contains("Gateway:Proxy:Url (command line): ", gateway.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("serves nobody now. The gateway would not start with this.", gateway.Log.ToString(), StringComparison.Ordinal);

        async Task<(int, string?)> Outcome(params string[] lines)
        {
            var response = await gateway.GetAsync("/x", lines);
            return (response.Status, response.Error);
        }
    }

    [Fact]
    public async Task Taking_the_management_key_out_closes_an_open_listener()
    {
        await using var gateway = await GuardedGateway.StartAsync(Management(Old), ["Gateway:Management:Url=http://0.0.0.0:0"]);

        await gateway.RewriteAsync("{}");

        Assert.Equal(401, (await gateway.SendAsync(ListenerKind.Management, "GET", "/accounts", $"X-Gateway-Key: {Old}")).Status);
        Assert.Equal(401, (await gateway.SendAsync(ListenerKind.Management, "GET", "/accounts")).Status);
        Assert.Equal(200, (await gateway.SendAsync(ListenerKind.Management, "GET", "/health/live")).Status);
    }

    private static async Task RewriteAsync(GuardedGateway gateway, string file, string text)
    {
        await File.WriteAllTextAsync(file, text);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
    }

    private static string Caller(string name, string key, string more = "") =>
        $$$"""{"Gateway": {"Inbound": {"Callers": {"{{{name}}}": {"Key": "{{{key}}}"{{{more}}} } } } } }""";

    private static string Management(string key) => $$$"""{"Gateway": {"Management": {"Key": "{{{key}}}"} } }""";
}
