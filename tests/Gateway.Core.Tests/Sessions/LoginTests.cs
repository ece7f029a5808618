using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

public sealed class LoginTests
{
    [Fact]
    public async Task An_account_logs_in_at_start()
    {
        await using var engine = await Engine.StartAsync();

        var snapshot = await engine.WhenStateAsync(AccountState.Active);

        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.Equal("user-1", snapshot.Session!.UserId);
        Assert.Equal(1, snapshot.Counters.Logins);
        Assert.Equal(4, snapshot.Budget.Remaining);
    }

    [Fact]
    public async Task Fifty_first_requests_share_one_login()
    {
        await using var engine = await Engine.StartAsync(account => account with { Login = LoginMoment.OnFirstRequest });
        await engine.WhenStateAsync(AccountState.Idle);
        Assert.Empty(engine.Upstream.PasswordsSent);

        var lookups = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => engine.GetTokenAsync()));

        Assert.All(lookups, lookup => Assert.True(lookup.IsAvailable));
        Assert.Single(lookups.Select(lookup => lookup.Session!.Version).Distinct());
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_request_that_comes_before_the_store_was_asked_is_served()
    {
        await using var engine = await Engine.StartAsync(account => account with { Login = LoginMoment.OnFirstRequest });

        // The engine may still be reading the store, which brings nothing by itself.
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_restart_uses_the_stored_session_and_sends_no_password()
    {
        await using var first = await Engine.StartAsync();
        var before = await first.WhenStateAsync(AccountState.Active);

        await using var second = await first.RestartAsync();
        var after = await second.WhenStateAsync(AccountState.Active);

        Assert.Equal(before.Session!.AccessToken, after.Session!.AccessToken);
        Assert.Single(first.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task The_device_id_stays_the_same_across_logins_and_restarts()
    {
        await using var first = await Engine.StartAsync();
        await first.WhenStateAsync(AccountState.Active);

        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.Active);
        Assert.Null(await second.Account.LoginAsync(force: true, TestContext.Current.CancellationToken));

        Assert.Equal(2, first.Upstream.DeviceIds.Count);
        Assert.Single(first.Upstream.DeviceIds.Distinct());
    }

    [Fact]
    public async Task A_stored_session_of_another_user_is_not_used()
    {
        await using var first = await Engine.StartAsync();
        await first.WhenStateAsync(AccountState.Active);
        first.Credentials.Email = "somebody.else@example.com";

        await using var second = await first.RestartAsync();
        var after = await second.WhenStateAsync(AccountState.Active);

        Assert.Equal("somebody.else@example.com", after.Session!.Owner.Login);
        Assert.Equal(2, first.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_wrong_password_is_sent_exactly_once_also_across_restarts()
    {
        await using var first = await Engine.StartAsync(prepare: engine => engine.Credentials.Password = "wrong");
        var snapshot = await first.WhenStateAsync(AccountState.Rejected);
        Assert.Equal(AccountProblemCode.InvalidCredentials, snapshot.Problem!.Code);
        await first.DueAsync();
        await first.DueAsync();
        Assert.False((await first.GetTokenAsync()).IsAvailable);

        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.Rejected);
        Assert.NotNull(await second.Account.LoginAsync(force: true, TestContext.Current.CancellationToken));

        Assert.Equal(["wrong"], first.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_corrected_password_is_noticed_within_five_seconds()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Credentials.Password = "wrong");
        await engine.WhenStateAsync(AccountState.Rejected);

        engine.Credentials.Password = "right";
        await engine.AdvanceToAsync(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));

        await engine.WhenStateAsync(AccountState.Active);
        Assert.Equal(["wrong", "right"], engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_setup_that_was_refused_is_tried_again_when_it_changes_and_not_before()
    {
        await using var first = await Engine.StartAsync(prepare: e =>
        {
            e.Upstream.Setup = "bad";
            e.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(
                e.Upstream.Setup == "good" ? null : new LoginResult.Failed(new TokenFailure.Misconfigured("project_setup", "scripted.example says BAD_KEY.")));
        });
        var snapshot = await first.WhenStateAsync(AccountState.Rejected);
        Assert.Equal(AccountProblemCode.InvalidCredentials, snapshot.Problem!.Code);
        Assert.Contains("BAD_KEY", snapshot.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("gateway unlock bot", snapshot.Problem.Detail, StringComparison.Ordinal);
        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.Rejected);
        await second.DueAsync();
        Assert.Single(first.Upstream.PasswordsSent);

        first.Upstream.Setup = "good";
        await second.AdvanceToAsync(second.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));

        await second.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, first.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task Missing_credentials_are_looked_for_again_and_found_within_five_seconds()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Credentials.Password = null);
        var missing = await engine.WhenStateAsync(AccountState.MissingCredentials);
        Assert.Equal(AccountProblemCode.MissingCredentials, missing.Problem!.Code);
        Assert.Equal(AccountProblemCode.MissingCredentials, (await engine.GetTokenAsync()).Problem!.Code);
        Assert.Equal(5, missing.Budget.Remaining);

        engine.Credentials.Password = "right";
        await engine.AdvanceToAsync(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));

        await engine.WhenStateAsync(AccountState.Active);
    }

    [Fact]
    public async Task A_code_that_is_wanted_ends_the_logins_and_survives_a_restart()
    {
        await using var first = await Engine.StartAsync(prepare: e => e.Upstream.WantsCode = true);
        var waiting = await first.WhenStateAsync(AccountState.TwoFactorRequired);
        Assert.Equal("b***@example.com", waiting.Challenge!.SentTo);
        Assert.Equal(AccountProblemCode.TwoFactorRequired, (await first.GetTokenAsync()).Problem!.Code);

        await using var second = await first.RestartAsync();
        var still = await second.WhenStateAsync(AccountState.TwoFactorRequired);
        Assert.Equal(waiting.Challenge.Reference, still.Challenge!.Reference);

        await second.AdvanceToAsync(waiting.Challenge.ExpiresAt);
        var lapsed = await second.WhenAsync(s => s.Problem!.Detail.Contains("code lapsed", StringComparison.Ordinal), "code lapsed");
        Assert.Equal(AccountState.TwoFactorRequired, lapsed.State);
        await second.AdvanceToAsync(second.Clock.GetUtcNow() + TimeSpan.FromHours(9));
        Assert.Equal(AccountProblemCode.TwoFactorRequired, (await second.GetTokenAsync()).Problem!.Code);

        Assert.Single(first.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task Failed_logins_pause_and_the_budget_ends_them_before_the_upstream_does()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => Answer(Maintenance()));
        var pauses = new List<TimeSpan>();
        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);
        while (snapshot.State == AccountState.Unreachable)
        {
            pauses.Add(snapshot.RetryAt!.Value - engine.Clock.GetUtcNow());
            Assert.Equal(AccountProblemCode.LoginUnavailable, (await engine.GetTokenAsync()).Problem!.Code);
            snapshot = await engine.DueAsync();
        }

        Assert.Equal(AccountState.BudgetExhausted, snapshot.State);
        Assert.Equal(5, engine.Upstream.PasswordsSent.Count);
        Assert.Equal(5, pauses.Count);
        Assert.All(pauses.Zip([1, 2, 4, 8, 16]), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second * 0.8, pair.Second));
        Assert.Equal(AccountProblemCode.LoginBudgetExhausted, (await engine.GetTokenAsync()).Problem!.Code);

        engine.Upstream.OnLogin = null;
        await engine.AdvanceToAsync(snapshot.DueAt!.Value);
        await engine.WhenStateAsync(AccountState.Active);
    }

    [Fact]
    public async Task The_budget_counts_across_restarts()
    {
        var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => Answer(Maintenance()));
        for (var restart = 0; restart < 8; restart++)
        {
            await engine.WhenAsync(s => s.Started, "the first try");
            engine = await engine.RestartAsync();
        }

        await engine.WhenStateAsync(AccountState.BudgetExhausted);
        Assert.Equal(5, engine.Upstream.PasswordsSent.Count);
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task An_upstream_that_was_never_reached_costs_no_budget()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => Answer(
            new TokenFailure.Transient("unreachable", "Nobody there.", Sent: false)));
        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);
        for (var i = 0; i < 10; i++)
        {
            snapshot = await engine.DueAsync();
        }

        Assert.Equal(AccountState.Unreachable, snapshot.State);
        Assert.Equal(5, snapshot.Budget.Remaining);
    }

    [Fact]
    public async Task A_wish_of_the_upstream_to_wait_is_honoured()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => Answer(
            new TokenFailure.Transient("rate_limited", "Slow down.", TimeSpan.FromMinutes(20))));

        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);

        Assert.Equal(engine.Clock.GetUtcNow() + TimeSpan.FromMinutes(20), snapshot.RetryAt);
    }

    [Fact]
    public async Task The_attempt_is_in_the_ledger_before_the_password_goes_out()
    {
        LoginLedger? seen = null;
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = async (request, token) =>
        {
            seen = (await e.Store.LoadAsync(request.Account, token)).Value!.Budget;
            return null;
        });

        await engine.WhenStateAsync(AccountState.Active);

        Assert.Single(seen!.Attempts);
    }

    [Fact]
    public async Task A_token_that_is_expired_on_arrival_is_a_failure_with_a_pause()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.Lifetime = TimeSpan.FromSeconds(-5));

        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);

        Assert.Equal("expired_on_arrival", snapshot.LastError!.Code);
        Assert.True(snapshot.RetryAt > engine.Clock.GetUtcNow());
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_caller_that_gives_up_cancels_nothing()
    {
        var gate = new TaskCompletionSource<LoginResult?>();
        await using var engine = await Engine.StartAsync(
            account => account with { Login = LoginMoment.OnFirstRequest }, e => e.Upstream.OnLogin = (_, _) => gate.Task);
        await engine.WhenStateAsync(AccountState.Idle);
        using var impatient = new CancellationTokenSource();

        var given = engine.Account.GetTokenAsync(impatient.Token).AsTask();
        var patient = engine.GetTokenAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.SetResult(null);

        Assert.True((await patient).IsAvailable);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_request_waits_at_most_ten_seconds()
    {
        var gate = new TaskCompletionSource<LoginResult?>();
        await using var engine = await Engine.StartAsync(
            account => account with { Login = LoginMoment.OnFirstRequest }, e => e.Upstream.OnLogin = (_, _) => gate.Task);
        await engine.WhenStateAsync(AccountState.Idle);

        var waiting = engine.GetTokenAsync();
        await engine.WhenAsync(s => s.State == AccountState.LoggingIn, "logging in");
        var armed = engine.Clock.ArmedTimers;
        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        var lookup = await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.True(armed > 0);
        Assert.Equal(AccountProblemCode.LoginUnavailable, lookup.Problem!.Code);
        gate.SetResult(null);
        await engine.WhenStateAsync(AccountState.Active);
    }

    [Fact]
    public async Task A_logout_lasts_across_a_restart_until_a_login()
    {
        await using var first = await Engine.StartAsync();
        await first.WhenStateAsync(AccountState.Active);

        Assert.Null(await first.Account.LogoutAsync(TestContext.Current.CancellationToken));
        Assert.Equal(AccountProblemCode.LoggedOut, (await first.GetTokenAsync()).Problem!.Code);
        Assert.Equal(1, first.Upstream.Logouts);
        Assert.Equal(AccountProblemCode.LoggedOut, (await first.Account.RefreshAsync(TestContext.Current.CancellationToken))!.Code);

        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.LoggedOut);
        Assert.Single(first.Upstream.PasswordsSent);
        Assert.Null(await second.Account.LoginAsync(force: false, TestContext.Current.CancellationToken));
        Assert.True((await second.GetTokenAsync()).IsAvailable);

        await using var third = await second.RestartAsync();
        await third.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, first.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_login_leaves_an_active_account_alone_unless_it_is_forced()
    {
        await using var engine = await Engine.StartAsync();
        var before = await engine.WhenStateAsync(AccountState.Active);

        Assert.Null(await engine.Account.LoginAsync(force: false, TestContext.Current.CancellationToken));
        Assert.Same(before.Session, engine.Snapshot.Session);
        Assert.Null(await engine.Account.LoginAsync(force: true, TestContext.Current.CancellationToken));

        Assert.NotEqual(before.Session!.AccessToken, engine.Snapshot.Session!.AccessToken);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_forced_login_that_fails_says_so_and_keeps_the_token()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.OnLogin = (_, _) => Answer(Maintenance());

        var problem = await engine.Account.LoginAsync(force: true, TestContext.Current.CancellationToken);

        Assert.Equal(AccountProblemCode.LoginUnavailable, problem!.Code);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
    }

    private static TokenFailure.Transient Maintenance() => new("unexpected_answer", "A maintenance page.");

    private static Task<LoginResult?> Answer(TokenFailure failure) => Task.FromResult<LoginResult?>(new LoginResult.Failed(failure));
}
