using Gateway.Listeners;

namespace Gateway.Tests.Inbound;

/// <summary>Every rule over real sockets: on requests of several methods and on upgrades, on both listeners.</summary>
public sealed class GuardTableTests(Gateways gateways) : IClassFixture<Gateways>
{
    private const string HostSetting = "Gateway:Inbound:AllowedHosts";
    private const string OriginSetting = "Gateway:Inbound:AllowedOrigins";

    private static readonly string[] Upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="];

    /// <summary>Header lines, separated by a bar; {port} is the listener's.</summary>
    public static TheoryData<string> Allowed => new(
        "Host: 127.0.0.1:{port}",
        "Host: localhost",
        "Host: LOCALHOST.:1",
        "Host: [::1]:9",
        "Host: [::ffff:127.0.0.1]",
        "Host: gateway.test",
        "Host: Gateway.Test:99",
        "Host: other.test:8443",
        "Origin: http://127.0.0.1:{port}",
        "Host: localhost:80|Origin: http://localhost",
        "Origin: https://board.example",
        "Origin: https://board.example|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: cors",
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site: same-origin");

    public static TheoryData<string, int, string, string> Refused => new()
    {
        { "Host: evil.example", 421, "host_not_allowed", HostSetting },
        { "Host: gateway.test.evil.example", 421, "host_not_allowed", HostSetting },
        { "Host: localhost.evil.example:{port}", 421, "host_not_allowed", HostSetting },
        { "Host: evil.localhost", 421, "host_not_allowed", HostSetting },
        { "Host: other.test:1", 421, "host_not_allowed", HostSetting },
        { "Host: other.test", 421, "host_not_allowed", HostSetting },
        { "Host: 10.0.0.7:{port}", 421, "host_not_allowed", HostSetting },
        { "Host: 0.0.0.0:{port}", 421, "host_not_allowed", HostSetting },
        { "Host: [::ffff:10.0.0.7]", 421, "host_not_allowed", HostSetting },
        { "Host: 127.1", 421, "host_not_allowed", HostSetting },
        { "Host:", 421, "host_not_allowed", HostSetting },
        { "Host: evil.example|Origin: http://evil.example", 421, "host_not_allowed", HostSetting },
        { "Origin: http://evil.example", 403, "origin_not_allowed", OriginSetting },
        { "Origin: null", 403, "origin_not_allowed", OriginSetting },
        { "Origin: http://localhost:{port}", 403, "origin_not_allowed", OriginSetting },
        { "Origin: http://127.0.0.1:1", 403, "origin_not_allowed", OriginSetting },
        { "Origin: https://board.example.evil.example", 403, "origin_not_allowed", OriginSetting },
        { "Origin: http://127.0.0.1:{port}|Origin: http://127.0.0.1:{port}", 403, "origin_not_allowed", OriginSetting },
        { "Sec-Fetch-Site: cross-site", 403, "origin_not_allowed", OriginSetting },
        { "Sec-Fetch-Site: same-site", 403, "origin_not_allowed", OriginSetting },
        { "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document", 403, "origin_not_allowed", OriginSetting },
        { "Sec-Fetch-Site: same-origin|Origin: null", 403, "origin_not_allowed", OriginSetting },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task What_is_allowed_passes_on_requests_and_upgrades_of_both_listeners(string lines)
    {
        foreach (var method in (string[])["GET", "POST", "DELETE", "OPTIONS"])
        {
            Assert.Equal(200, (await gateways.Open.SendAsync(ListenerKind.Proxy, method, "/x", Lines(lines, ListenerKind.Proxy, "Content-Length: 0"))).Status);
        }

        Assert.Equal(101, (await gateways.Open.SendAsync(ListenerKind.Proxy, "GET", "/socket", Lines(lines, ListenerKind.Proxy, Upgrade))).Status);
        Assert.Equal(200, (await gateways.Open.SendAsync(ListenerKind.Management, "GET", "/accounts", Lines(lines, ListenerKind.Management))).Status);
        Assert.Equal(200, (await gateways.Open.SendAsync(ListenerKind.Management, "GET", "/accounts", Lines(lines, ListenerKind.Management, Upgrade))).Status);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_refused_goes_nowhere_on_requests_and_upgrades_of_both_listeners(string lines, int status, string code, string setting)
    {
        var before = gateways.Open.Journal.Count;
        foreach (var kind in (ListenerKind[])[ListenerKind.Proxy, ListenerKind.Management])
        {
            foreach (var method in (string[])["GET", "HEAD", "POST", "DELETE", "OPTIONS", "UPGRADE"])
            {
                var response = method == "UPGRADE"
                    ? await gateways.Open.SendAsync(kind, "GET", "/accounts", Lines(lines, kind, Upgrade))
                    : await gateways.Open.SendAsync(kind, method, "/accounts", Lines(lines, kind, "Content-Length: 0"));

                Assert.Equal((status, code), (response.Status, response.Error));
                Assert.Null(response.Header("Access-Control-Allow-Origin"));
                if (method != "HEAD")
                {
                    Assert.Equal(code, response.Json.GetProperty("code").GetString());
                    Assert.Contains(setting, response.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
                    Assert.DoesNotContain("evil", response.Body, StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(before, gateways.Open.Journal.Count);
    }

    [Fact]
    public async Task A_repeated_host_and_a_missing_one_go_nowhere()
    {
        var before = gateways.Open.Journal.Count;

        Assert.Equal(400, (await gateways.Open.GetAsync("/x", "Host: localhost", "Host: localhost")).Status);
        using var client = await Proxying.RawClient.ConnectAsync(gateways.Open.Port(ListenerKind.Proxy));
        await client.GetStream().WriteAsync("GET /x HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var missing = await Proxying.RawClient.ReadAsync(client.GetStream());

        Assert.Equal((421, "host_not_allowed"), (missing.Status, missing.Error));
        Assert.Equal(before, gateways.Open.Journal.Count);
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Origin: http://evil.example|Sec-Fetch-Site: cross-site")]
    public async Task Probes_are_answered_to_everybody(string lines)
    {
        Assert.Equal(200, (await gateways.Open.SendAsync(ListenerKind.Management, "GET", "/health/live", Lines(lines, ListenerKind.Management))).Status);
        Assert.Equal(200, (await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/health/live", Lines(lines, ListenerKind.Management))).Status);
    }

    [Fact]
    public async Task A_health_path_is_no_way_round_the_guard()
    {
        var detour = await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/health/../accounts");
        var proxied = await gateways.Open.SendAsync(ListenerKind.Proxy, "GET", "/health/live", "Host: evil.example");

        Assert.Equal((401, "management_key_required"), (detour.Status, detour.Error));
        Assert.Equal((421, "host_not_allowed"), (proxied.Status, proxied.Error));
    }

    [Fact]
    public async Task A_link_to_the_page_works_from_anywhere_and_a_frame_does_not()
    {
        string[] link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
        string[] frame = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"];

        Assert.NotEqual("origin_not_allowed", (await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/", link)).Error);
        Assert.Equal("origin_not_allowed", (await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/", frame)).Error);
        Assert.Equal("origin_not_allowed", (await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/accounts", link)).Error);
        Assert.Equal("origin_not_allowed", (await gateways.Keyed.SendAsync(ListenerKind.Proxy, "GET", "/", link)).Error);
    }

    [Theory]
    [InlineData(ListenerKind.Proxy, Gateways.CallerKey, "caller_key_required")]
    [InlineData(ListenerKind.Management, Gateways.ManagementKey, "management_key_required")]
    public async Task A_valid_key_takes_the_place_of_the_host_unless_hosts_are_listed(ListenerKind kind, string key, string code)
    {
        var keyed = await gateways.Keyed.SendAsync(kind, "GET", "/accounts", "Host: bots.example", $"X-Gateway-Key: {key}");
        var without = await gateways.Keyed.SendAsync(kind, "GET", "/accounts", "Host: bots.example");
        var unlisted = await gateways.KeyedWithHosts.SendAsync(kind, "GET", "/accounts", "Host: bots.example", $"X-Gateway-Key: {key}");
        var listed = await gateways.KeyedWithHosts.SendAsync(kind, "GET", "/accounts", "Host: gateway.test", $"X-Gateway-Key: {key}");
        var local = await gateways.KeyedWithHosts.SendAsync(kind, "GET", "/accounts", $"X-Gateway-Key: {key}");

        Assert.Equal([200, 401, 421, 200, 200], new[] { keyed, without, unlisted, listed, local }.Select(response => response.Status));
        Assert.Equal(code, without.Error);
    }

    [Theory]
    [InlineData(ListenerKind.Proxy, Gateways.CallerKey)]
    [InlineData(ListenerKind.Management, Gateways.ManagementKey)]
    public async Task A_key_does_not_open_the_door_to_a_foreign_page(ListenerKind kind, string key)
    {
        var response = await gateways.Keyed.SendAsync(kind, "GET", "/accounts", $"X-Gateway-Key: {key}", "Origin: http://evil.example");

        Assert.Equal((403, "origin_not_allowed"), (response.Status, response.Error));
    }

    private string[] Lines(string lines, ListenerKind kind, params string[] more) =>
        [.. lines.Replace("{port}", $"{gateways.Open.Port(kind)}", StringComparison.Ordinal).Split('|'), .. more];
}
