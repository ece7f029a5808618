using System.Net;
using Gateway.Core.Sessions;
using Sandbox.StackAuth;
using Sandbox.Stx;

namespace Gateway.Tests.StackAuth;

/// <summary>A Stack Auth account from sign-in to sign-out, as callers and the server see it.</summary>
public sealed class TokenLifeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(600, false)]
    [InlineData(10, false)]
    [InlineData(600, true)]
    [InlineData(10, true)]
    public async Task Callers_notice_nothing_of_refreshes_however_short_the_tokens(int lifetime, bool isOwnBackend)
    {
        const int Callers = 20;
        const int Refreshes = 10;
        await using var scene = await StackScene.ActiveAsync(
            stack => stack.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(lifetime), isOwnBackend ? StackScene.OwnBackend() : []);
        using var stop = new CancellationTokenSource();
        var calls = new int[Callers];
        var callers = Enumerable.Range(0, Callers).Select(async caller =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
                Interlocked.Increment(ref calls[caller]);
            }
        }).ToArray();

        for (var refresh = 1; refresh <= Refreshes; refresh++)
        {
            await scene.RefreshAsync();
            // On this clock the time of a token passes in no time. A real request does not travel that long, so each caller comes round first.
            var before = calls.ToArray();
            while (callers.All(caller => !caller.IsFaulted) && calls.Zip(before).Any(pair => pair.First < pair.Second + 2))
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
        Assert.Equal(Refreshes, scene.Stack.Count(StackAuthOperations.Refresh));
        Assert.DoesNotContain(scene.Stack.Calls, call => call.TokenState is TokenState.Expired or TokenState.Unknown or TokenState.Revoked);
        Assert.All(scene.Stack.Calls.Where(call => call.Operation == StackAuthOperations.Refresh), call => Assert.Null(call.AccessToken));
    }

    [Fact]
    public async Task Accounts_of_both_protocols_are_never_mixed()
    {
        const int Each = 50;
        await using var scene = await StackScene.ActiveAsync(
            null,
            "--Gateway:Upstreams:stx:Protocol=Stx",
            "--Gateway:Upstreams:stx:BaseUrl={exchange}",
            "--Gateway:Accounts:trader:Upstream=stx",
            $"--Gateway:Accounts:trader:Email={StxExchange.DefaultEmail}",
            $"--Gateway:Accounts:trader:Password={StxExchange.DefaultPassword}");
        await scene.WhenStateAsync(AccountState.Active, "trader");
        // Both stand-ins have a user of this name; a name of its own tells them apart.
        scene.Stack.DefaultUser.Email = "only-at-stack-auth@example.com";

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(async caller =>
        {
            var account = caller % 2 == 0 ? "bot" : "trader";
            if (account == "bot")
            {
                return (account, await scene.AskWhoseAsync(account));
            }

            var (_, body) = await scene.SendAsync(
                HttpMethod.Post, "/api/graphql", new StringContent("""{"query":"{ userProfile { email } }"}""", System.Text.Encoding.UTF8, "application/json"), account);
            return (account, body.Contains($"\"{StxExchange.DefaultEmail}\"", StringComparison.Ordinal) ? StxExchange.DefaultEmail : body);
        }));

        Assert.Equal(2 * Each, answers.Length);
        Assert.All(answers, answer => Assert.Equal(answer.account == "bot" ? "only-at-stack-auth@example.com" : StxExchange.DefaultEmail, answer.Item2));
        Assert.Equal((1, 1), (scene.Stack.Count(StackAuthOperations.SignIn), scene.Exchange.Stx.LoginsSent));
        Assert.All(scene.Exchange.Stx.Calls, call => Assert.DoesNotContain(call.Headers.Keys, IsStackHeader));
        Assert.DoesNotContain(scene.Stack.Calls, call => call.TokenState == TokenState.Unknown);
    }

    [Fact]
    public async Task A_restart_needs_no_sign_in_and_the_session_lasts_for_a_year()
    {
        await using var scene = await StackScene.ActiveAsync();
        await scene.RefreshAsync();
        await scene.RefreshAsync();

        await scene.RestartGatewayAsync();
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
        Assert.Contains("\"refreshTokenExpiresAt\":\"2031-01-02T", await scene.StatusAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_costs_one_sign_in()
    {
        await using var scene = await StackScene.ActiveAsync();
        scene.Stack.RevokeSessions();

        await scene.RefreshAsync();

        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task A_busy_server_gets_no_other_password_before_the_time_that_it_asks_for()
    {
        await using var scene = await StackScene.StartAsync(
            stack => stack.Knobs.Misbehave(StackAuthOperations.SignIn, Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(17))));
        var failing = await scene.WhenStateAsync(AccountState.Unreachable);
        var wait = failing.RetryAt!.Value - scene.Clock.GetUtcNow();
        Assert.True(wait >= TimeSpan.FromSeconds(17));

        scene.Clock.Advance(wait - TimeSpan.FromSeconds(1));
        var (status, _) = await scene.SendAsync(HttpMethod.Get, "/api/v1/users/me");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (status, scene.Stack.Count(StackAuthOperations.SignIn)));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task A_busy_server_is_waited_for_as_long_as_it_asks()
    {
        await using var scene = await StackScene.ActiveAsync();
        scene.Stack.Knobs.Misbehave(StackAuthOperations.Refresh, Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(17)));
        var before = scene.Account().Snapshot;

        scene.Clock.Advance(before.RefreshAt!.Value - scene.Clock.GetUtcNow());
        var failing = await scene.WhenAsync(s => s.RefreshFailing);

        Assert.Equal(TimeSpan.FromSeconds(17), failing.RetryAt - scene.Clock.GetUtcNow());
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        scene.Clock.Advance(TimeSpan.FromSeconds(17));
        await scene.WhenAsync(s => s.Session!.Version > before.Session!.Version);
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task An_operators_logout_ends_the_session_at_the_server()
    {
        await using var scene = await StackScene.ActiveAsync();

        Assert.Equal(HttpStatusCode.OK, (await scene.PostAsync("logout")).Status);

        Assert.Equal(0, scene.Stack.LivingSessions(StackAuthService.DefaultEmail));
        Assert.DoesNotContain("UpstreamLogoutFailed", scene.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logout_with_an_expired_token_refreshes_it_first()
    {
        await using var scene = await StackScene.ActiveAsync();
        scene.Stack.Knobs.Misbehave(StackAuthOperations.Refresh, MisbehaviourKind.ServerError500, times: null);
        scene.Clock.Advance(TimeSpan.FromMinutes(11));
        await scene.WhenAsync(s => s.RefreshFailing && s.UsableSession(scene.Clock.GetUtcNow()) is null);
        scene.Stack.Knobs.Behave();

        Assert.Equal(HttpStatusCode.OK, (await scene.PostAsync("logout")).Status);

        Assert.Equal(0, scene.Stack.LivingSessions(StackAuthService.DefaultEmail));
        Assert.DoesNotContain("UpstreamLogoutFailed", scene.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SecondSignOut.ServerError500)]
    [InlineData(SecondSignOut.Unauthorized401)]
    public async Task A_logout_of_a_session_that_is_gone_is_no_failure(SecondSignOut answer)
    {
        await using var scene = await StackScene.ActiveAsync(stack => stack.Knobs.SecondSignOut = answer);
        scene.Stack.RevokeSessions();

        Assert.Equal(HttpStatusCode.OK, (await scene.PostAsync("logout")).Status);

        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignOut));
        Assert.DoesNotContain("UpstreamLogoutFailed", scene.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(AccountState.LoggedOut, scene.Account().Snapshot.State);
    }

    private static bool IsStackHeader(string name) =>
        name.StartsWith("x-stack-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-hexclave-", StringComparison.OrdinalIgnoreCase);
}
