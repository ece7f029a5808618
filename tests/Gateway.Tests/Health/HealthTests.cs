using System.Net;
using System.Text.Json;
using Gateway.Core.Sessions;
using Gateway.Health;
using Gateway.Listeners;
using Gateway.Tests.Management;

namespace Gateway.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task A_ready_gateway_says_so_in_the_contracts_words()
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());

        Assert.Equal(
            """{"status":"ready","accounts":[{"account":"bot","state":"active"}]}""",
            await gateway.Http.GetStringAsync(gateway.At(ListenerKind.Health, "/health/ready")));
    }

    [Theory]
    [InlineData(AccountState.Idle, LoginMoment.OnFirstRequest, true, "ready")]
    [InlineData(AccountState.Idle, LoginMoment.AtStart, true, "not_ready")]
    [InlineData(AccountState.LoggingIn, LoginMoment.OnFirstRequest, true, "not_ready")]
    [InlineData(AccountState.MissingCredentials, LoginMoment.AtStart, true, "not_ready")]
    [InlineData(AccountState.MissingCredentials, LoginMoment.AtStart, false, "ready")]
    public async Task Readiness_counts_required_accounts_that_can_serve(AccountState state, LoginMoment login, bool required, string expected)
    {
        var account = new FakeAccount("bot");
        account.Snapshot = account.Snapshot with { State = state };
        account.Definition = account.Definition with { Login = login, Required = required };

        Assert.Equal(expected, await ReadinessOfAsync(account));
    }

    [Fact]
    public async Task A_usable_token_serves_whatever_went_wrong_since_and_is_degraded()
    {
        var account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with { State = AccountState.Unreachable, RefreshFailing = true };
        Assert.Equal("degraded", await ReadinessOfAsync(account));

        account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with { StoreDown = true };
        Assert.Equal("degraded", await ReadinessOfAsync(account));
    }

    [Fact]
    public void A_stopping_gateway_is_not_ready()
    {
        var readiness = Readiness.Judge([new FakeAccount("bot").Active()], FakeAccount.Start, stopping: true);

        Assert.False(readiness.IsReady);
    }

    [Fact]
    public async Task An_expired_token_does_not_serve()
    {
        var account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with { Session = account.Snapshot.Session! with { ExpiresAt = FakeAccount.Start } };

        Assert.Equal("not_ready", await ReadinessOfAsync(account));
    }

    [Fact]
    public async Task One_account_that_cannot_serve_outweighs_others()
    {
        var degraded = new FakeAccount("b").Active();
        degraded.Snapshot = degraded.Snapshot with { StoreDown = true };

        Assert.Equal("not_ready", await ReadinessOfAsync(new FakeAccount("a"), degraded));
    }

    [Fact]
    public async Task Startup_ends_with_the_first_login_of_every_account_that_logs_in_at_start()
    {
        var account = new FakeAccount("bot");
        var lazy = new FakeAccount("lazy");
        lazy.Definition = lazy.Definition with { Login = LoginMoment.OnFirstRequest };
        await using var gateway = await RunningGateway.StartAsync(account, lazy);
        using (var before = await gateway.SendAsync(HttpMethod.Get, ListenerKind.Health, "/health/startup"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        }

        account.Snapshot = account.Snapshot with { Started = true, State = AccountState.Rejected };

        using var after = await gateway.SendAsync(HttpMethod.Get, ListenerKind.Health, "/health/startup");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("HEAD", "/health/live", 200)]
    [InlineData("HEAD", "/health/ready", 503)]
    [InlineData("POST", "/health/live", 405)]
    [InlineData("GET", "/accounts", 404)]
    [InlineData("GET", "/health", 404)]
    public async Task The_health_listener_serves_probes_and_nothing_else_to_any_host(string method, string path, int status)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot"));

        using var response = await gateway.SendAsync(new HttpMethod(method), ListenerKind.Health, path, null, ("Host", "10.0.0.7:8082"));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Health_paths_on_the_proxy_listener_belong_to_the_upstream()
    {
        await using var gateway = await RunningGateway.StartAsync();

        using var response = await gateway.SendAsync(HttpMethod.Get, ListenerKind.Proxy, "/health/live");

        Assert.Equal("account_required", Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
    }

    private static async Task<string?> ReadinessOfAsync(params FakeAccount[] accounts)
    {
        await using var gateway = await RunningGateway.StartAsync(accounts);
        using var response = await gateway.SendAsync(HttpMethod.Get, ListenerKind.Management, "/health/ready");
        var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString();
        Assert.Equal(status == "not_ready" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, response.StatusCode);
        return status;
    }
}
