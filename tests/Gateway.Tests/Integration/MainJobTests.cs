using System.Net;
using System.Net.Http.Json;
using System.Text;
using Gateway.Core.Sessions;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>The main job from end to end: an account is logged in, kept fresh and injected.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task Fifty_concurrent_first_requests_bring_one_login_and_fifty_good_answers()
    {
        await using var exchange = await Exchange.StartAsync(settings: "--Gateway:Accounts:bot:Login=OnFirstRequest");
        Assert.Equal(0, exchange.Stx.LoginsSent);

        var owners = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => exchange.AskWhoseAsync()));

        Assert.Equal(50, owners.Count(owner => owner == StxExchange.DefaultEmail));
        Assert.Equal(1, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_hundred_callers_notice_nothing_of_twenty_refreshes()
    {
        const int Callers = 100;
        const int Refreshes = 20;
        await using var exchange = await Exchange.StartAsync(stx => stx.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(60));
        await exchange.WhenStateAsync(AccountState.Active);
        using var stop = new CancellationTokenSource();
        var calls = new int[Callers];
        var arrived = new HashSet<StxCall>();
        var callers = Enumerable.Range(0, Callers).Select(async caller =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
                Interlocked.Increment(ref calls[caller]);
            }
        }).ToArray();

        for (var refresh = 1; refresh <= Refreshes; refresh++)
        {
            var before = exchange.Account().Snapshot;
            exchange.Clock.Advance(before.RefreshAt!.Value - exchange.Clock.GetUtcNow());
            await exchange.WhenAsync(s => s.Session!.Version > before.Session!.Version);
            // On this clock a minute passes in no time. A real request does not travel that long, so each caller comes round first.
            var callsBefore = calls.ToArray();
            while (callers.All(caller => !caller.IsFaulted) && calls.Zip(callsBefore).Any(pair => pair.First < pair.Second + 2))
            {
                await Task.Yield();
            }

            // The journal forgets its oldest calls; fast callers make more than it keeps.
            arrived.UnionWith(exchange.Stx.Calls);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        arrived.UnionWith(exchange.Stx.Calls);

        Assert.Equal(Refreshes, exchange.Stx.Count(StxOperations.NewToken));
        Assert.Equal(1, exchange.Stx.LoginsSent);
        Assert.Equal(Refreshes, arrived.Where(call => call.RefreshToken is not null).Select(call => call.RefreshToken).Distinct().Count());
        Assert.DoesNotContain(arrived, call => call.TokenState is TokenState.Expired or TokenState.Unknown or TokenState.Revoked);
        Assert.True(calls.Sum() >= 2 * Callers * Refreshes);
    }

    [Fact]
    public async Task A_callers_own_token_is_replaced_and_never_arrives()
    {
        await using var exchange = await Exchange.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(exchange.Proxy, "/api/v1/echo"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer dummy-of-the-bot");

        using var response = await exchange.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(StxExchange.DefaultEmail, body, StringComparison.Ordinal);
        Assert.DoesNotContain("dummy-of-the-bot", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_parallel_calls_of_two_accounts_are_never_mixed()
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.AddUser("second@example.com", "pw-2"),
            "--Gateway:Accounts:second:Email=second@example.com",
            "--Gateway:Accounts:second:Password=pw-2",
            "--Gateway:DefaultAccount=bot");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => (i % 3, await ((i % 3) switch
        {
            0 => exchange.AskWhoseAsync(),
            1 => exchange.AskWhoseAsync(accountHeader: "second"),
            _ => exchange.AskWhoseAsync("/@second/api/graphql"),
        }))));

        Assert.All(answers, answer => Assert.Equal(answer.Item1 == 0 ? StxExchange.DefaultEmail : "second@example.com", answer.Item2));
        Assert.Equal(2, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_restart_needs_no_login_and_the_state_folder_holds_nothing_in_clear()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.WhenStateAsync(AccountState.Active);
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        exchange.Clock.Advance(TimeSpan.FromMinutes(59));
        await exchange.WhenAsync(s => s.Counters.Refreshes == 1);
        await exchange.AskWhoseAsync();

        var secrets = exchange.Stx.Calls.SelectMany(call => new[] { call.AccessToken, call.RefreshToken }).OfType<string>().Append(StxExchange.DefaultPassword).Distinct().ToList();
        var files = Directory.GetFiles(exchange.StateFolder, "*", SearchOption.AllDirectories);
        Assert.True(secrets.Count >= 4);
        Assert.True(files.Length >= 2);
        foreach (var content in files.Where(file => !file.EndsWith("/lock", StringComparison.Ordinal)).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))))
        {
            Assert.DoesNotContain(secrets, secret => content.Contains(secret, StringComparison.Ordinal)
                || content.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal));
        }

        await exchange.RestartGatewayAsync();
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(1, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_lost_answer_to_a_refresh_costs_one_login_and_no_caller_anything()
    {
        await using var exchange = await Exchange.StartAsync(stx => stx.Knobs.Misbehave(
            StxOperations.NewToken, Misbehaviour.FromMisbehaviourKind(MisbehaviourKind.CloseConnection) with { AfterEffect = true }));
        var first = await exchange.WhenStateAsync(AccountState.Active);

        exchange.Clock.Advance(first.RefreshAt!.Value - exchange.Clock.GetUtcNow());
        var failing = await exchange.WhenAsync(s => s.RefreshFailing);
        exchange.Clock.Advance(failing.RetryAt!.Value - exchange.Clock.GetUtcNow());
        await exchange.WhenAsync(s => s.Session!.Version > first.Session!.Version);

        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(2, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Nothing_secret_is_logged_at_any_level()
    {
        await using var exchange = await Exchange.StartAsync(stx =>
        {
            stx.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.MaintenanceHtml200);
            stx.Knobs.Misbehave(StxOperations.NewToken, MisbehaviourKind.ServerError500);
        });
        var failing = await exchange.WhenStateAsync(AccountState.Unreachable);
        exchange.Clock.Advance(failing.RetryAt!.Value - exchange.Clock.GetUtcNow());
        var first = await exchange.WhenStateAsync(AccountState.Active);
        using (await exchange.Http.GetAsync(new Uri(exchange.Proxy, "/api/v1/echo?token=canary-token-in-a-query"), TestContext.Current.CancellationToken))
        {
            exchange.Clock.Advance(first.RefreshAt!.Value - exchange.Clock.GetUtcNow());
        }

        failing = await exchange.WhenAsync(s => s.RefreshFailing);
        exchange.Clock.Advance(failing.RetryAt!.Value - exchange.Clock.GetUtcNow());
        await exchange.WhenAsync(s => s.Counters.Refreshes == 1);

        // The snapshot is swapped before its line is written.
        await exchange.Log.WhenAsync("token refreshed").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var log = exchange.Log.ToString();
        Assert.Contains("login_unavailable", log, StringComparison.Ordinal);
        var secrets = exchange.Stx.Calls.SelectMany(call => new[] { call.AccessToken, call.RefreshToken }).OfType<string>()
            .Append(StxExchange.DefaultPassword).Append("canary-token-in-a-query");
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operators_commands_do_what_they_say()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.WhenStateAsync(AccountState.Active);

        using (var refresh = await exchange.Http.PostAsync(new Uri(exchange.Management, "/accounts/bot/refresh"), null, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.OK, refresh.StatusCode);
        }

        using (var logout = await exchange.Http.PostAsync(new Uri(exchange.Management, "/accounts/bot/logout"), null, TestContext.Current.CancellationToken))
        {
            Assert.Contains("\"logged_out\"", await logout.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal(0, exchange.Stx.LivingSessions(StxExchange.DefaultEmail));
        await exchange.RestartGatewayAsync();
        await exchange.WhenStateAsync(AccountState.LoggedOut);
        using (var login = await exchange.Http.PostAsJsonAsync(new Uri(exchange.Management, "/accounts/bot/login"), new { force = true }, TestContext.Current.CancellationToken))
        {
            Assert.Contains("\"active\"", await login.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
    }
}
