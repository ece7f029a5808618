using System.Text;
using Gateway.Cli;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Listeners;
using Gateway.Settings;

namespace Gateway.Tests.Inbound;

/// <summary>Keys over real sockets.</summary>
public sealed class CallerKeyTests(Gateways gateways) : IClassFixture<Gateways>
{
    private const string Key = Gateways.CallerKey;
    private const string Wrong = "wrong-key-0123456789abcdefgh";

    private static readonly string Basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"bot:{Key}"));

    private static readonly string[] Upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="];

    public static TheoryData<string, string, string> Ways => new()
    {
        { "header", "/x?a=b", $"X-Gateway-Key: {Key}" },
        { "bearer", "/x?a=b", $"Authorization: Bearer {Key}" },
        { "basic", "/x?a=b", $"Authorization: Basic {Basic}" },
        { "query", $"/x?token={Key}&a=b", "X: y" },
        { "query behind", $"/x?a=b&token={Key}", "X: y" },
        { "header and query", $"/x?a=b&token={Key}", $"X-Gateway-Key: {Key}" },
        { "encoded query", $"/x?%74oken={Key.Replace("-", "%2D", StringComparison.Ordinal)}&a=b", "X: y" },
    };

    [Theory]
    [InlineData("http://{own}/page?token={key}", "http://{upstream}/page")]
    [InlineData("http://gateway.test/page?a=1&token={key}", "http://gateway.test/page?a=1")]
    [InlineData("http://gateway.test/page#token={key}", null)]
    [InlineData("http://bot:{key}@gateway.test/", null)]
    [InlineData("http://other.test/page?token=other", "http://other.test/page?token=other")]
    public async Task A_key_does_not_travel_on_as_the_address_of_a_page(string referer, string? forwarded)
    {
        await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:bot:Key={Key}");
        var sent = referer.Replace("{key}", Key, StringComparison.Ordinal).Replace("{own}", $"127.0.0.1:{gateway.Port(ListenerKind.Proxy)}", StringComparison.Ordinal);

        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}", $"Referer: {sent}")).Status);

        var seen = Assert.Single(gateway.Journal);
        Assert.DoesNotContain(Key, seen, StringComparison.Ordinal);
        var line = seen.Split('\n').SingleOrDefault(line => line.StartsWith("Referer: ", StringComparison.Ordinal));
        Assert.Equal(forwarded?.Replace("{upstream}", gateway.Accounts.All[0].Definition.Upstream.BaseUrl.Authority, StringComparison.Ordinal), line?["Referer: ".Length..]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_key_opens_by_each_way_and_is_seen_by_nobody_else(string way, string target, string line)
    {
        var response = await gateways.Keyed.GetAsync(target, line);
        var (socket, connection) = await gateways.Keyed.OpenAsync(ListenerKind.Proxy, "GET", target, [line, .. Upgrade]);
        connection.Dispose();

        Assert.True(response.Status == 200, way);
        Assert.Equal("Bearer token-of-one", response.Body);
        Assert.Equal(101, socket.Status);
        var seen = gateways.Keyed.Journal.TakeLast(2).ToList();
        Assert.All(seen, request => Assert.StartsWith("GET /x?a=b\n", request, StringComparison.Ordinal));
        var everything = string.Concat(gateways.Keyed.Journal) + gateways.Keyed.Log + response.Body + string.Concat(response.Headers);
        Assert.DoesNotContain(Key, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Key.Replace("-", "%2D", StringComparison.Ordinal), everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Basic, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Gateway-Key", string.Concat(gateways.Keyed.Journal), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/x", "X: y")]
    [InlineData("/api/graphql", "X: y")]
    [InlineData("/x", "X-Gateway-Key: " + Wrong)]
    [InlineData("/x", "X-Gateway-Key: short")]
    [InlineData("/x", "X-Gateway-Key:")]
    [InlineData("/x", "X-Gateway-Key: " + Gateways.ManagementKey)]
    [InlineData("/x", "X-Gateway-Key: " + Key + "|X-Gateway-Key: " + Key)]
    [InlineData("/x", "X-Gateway-Key: " + Wrong + "|Authorization: Bearer " + Key)]
    [InlineData("/x", "Authorization: Bearer " + Wrong)]
    [InlineData("/x", "Authorization: Basic !!!")]
    [InlineData("/x", "Authorization: " + Key)]
    [InlineData("/x", "Cookie: token=" + Key)]
    [InlineData("/x?token=" + Wrong, "X: y")]
    [InlineData("/x?token=" + Key + "&token=" + Wrong, "X: y")]
    [InlineData("/x?token=" + Key, "Authorization: Bearer dummy-of-a-bot")]
    public async Task Without_the_right_key_nothing_is_forwarded(string target, string lines)
    {
        var before = gateways.Keyed.Journal.Count;
        foreach (var extra in new[] { Array.Empty<string>(), Upgrade })
        {
            foreach (var method in (string[])["GET", "POST"])
            {
                var response = await gateways.Keyed.SendAsync(ListenerKind.Proxy, method, target, [.. lines.Split('|'), .. extra, "Content-Length: 0"]);

                Assert.Equal((401, "caller_key_required"), (response.Status, response.Error));
                Assert.Equal("Bearer realm=\"gateway\", Basic realm=\"gateway\", charset=\"UTF-8\"", response.Header("WWW-Authenticate"));
                var detail = response.Json.GetProperty("detail").GetString()!;
                Assert.Contains("X-Gateway-Key", detail, StringComparison.Ordinal);
                Assert.Contains("Gateway:Inbound:Callers", detail, StringComparison.Ordinal);
                Assert.DoesNotContain("key-0123", response.Body, StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, gateways.Keyed.Journal.Count);
        Assert.DoesNotContain(Wrong, gateways.Keyed.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, gateways.Keyed.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x?token=" + Key)]
    [InlineData("/x%?token=" + Key + "\u0001")]
    [InlineData("ftp:///x?token=" + Key)]
    [InlineData("/@no%2Fbody/x?token=" + Key)]
    [InlineData("/../x?token=" + Key)]
    public async Task A_key_in_a_target_that_is_refused_is_not_logged_either(string target)
    {
        var response = await gateways.Keyed.GetAsync(target);

        Assert.InRange(response.Status, 400, 404);
        Assert.DoesNotContain(Key, gateways.Keyed.Log + response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X: y", 401)]
    [InlineData("X-Gateway-Key: " + Wrong, 401)]
    [InlineData("X-Gateway-Key: " + Key, 401)]
    [InlineData("X-Gateway-Key: " + Gateways.ManagementKey, 200)]
    [InlineData("Authorization: Bearer " + Gateways.ManagementKey, 200)]
    public async Task Management_takes_its_own_key_alone(string line, int status)
    {
        var read = await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/accounts", line);
        var unknown = await gateways.Keyed.SendAsync(ListenerKind.Management, "POST", "/accounts/nobody/login", line, "Content-Length: 0");
        var upgrade = await gateways.Keyed.SendAsync(ListenerKind.Management, "GET", "/accounts", [line, .. Upgrade]);

        Assert.Equal((status, status == 401 ? 401 : 404, status), (read.Status, unknown.Status, upgrade.Status));
        if (status == 401)
        {
            Assert.Equal("management_key_required", read.Error);
            Assert.Equal("Bearer realm=\"gateway\"", read.Header("WWW-Authenticate"));
            Assert.Contains("Gateway:Management:Key", read.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Gateways.ManagementKey, 200)]
    [InlineData(null, 401)]
    public async Task The_programs_own_commands_send_the_management_key(string? key, int status)
    {
        var listener = Management.RunningGateway.Loopback(ListenerKind.Management, gateways.Keyed.Port(ListenerKind.Management));
        using var client = new ManagementClient(listener, TimeSpan.FromSeconds(30), key is null ? null : new SecretReference.Inline("Gateway:Management:Key", new Secret(key)));

        var reply = await client.GetAsync("/accounts", TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)Assert.IsType<ManagementReply.Answer>(reply).Status);
    }

    [Fact]
    public async Task A_token_that_is_no_key_passes_on_untouched()
    {
        await gateways.Keyed.GetAsync("/x?token=mine&a=%2F", $"X-Gateway-Key: {Key}");

        Assert.StartsWith("GET /x?token=mine&a=%2F\n", gateways.Keyed.Journal.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:")]
    [InlineData("")]
    public async Task A_caller_can_be_known_by_the_hash_of_its_key_alone(string prefix)
    {
        var hash = KeyHash.Of(Key).ToString()["sha256:".Length..];
        await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:bot:KeyHash={prefix}{hash}");

        Assert.Equal(200, (await gateway.GetAsync("/x", $"X-Gateway-Key: {Key}")).Status);
        Assert.Equal(401, (await gateway.GetAsync("/x", $"X-Gateway-Key: {hash}")).Status);
        Assert.Equal(401, (await gateway.GetAsync("/x")).Status);
    }
}
