using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Tests.Sessions;

/// <summary>A session that can be refreshed is refreshed in time, whatever becomes of logins and codes beside it.</summary>
public sealed class SeparatePausesTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TokenFailure.Transient SlowDown = new("rate_limited", "Slow down.", TimeSpan.FromSeconds(600));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forced_login_that_is_told_to_wait_does_not_hold_the_refresh_back()
    {
        await using var engine = await ActiveAsync(new TwoFactorSettings.Manual());
        engine.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(new LoginResult.Failed(SlowDown));

        Assert.NotNull(await engine.Account.LoginAsync(force: true, Cancel));

        Assert.False(engine.Snapshot.RefreshFailing);
        await AssertRefreshedInTimeAsync(engine);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_resend_that_is_told_to_wait_does_not_hold_the_refresh_back()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Manual());
        engine.Upstream.OnResend = () => new ResendResult.Failed(SlowDown);

        Assert.NotNull(await engine.Account.ResendCodeAsync(Cancel));

        await AssertRefreshedInTimeAsync(engine);
    }

    [Fact]
    public async Task A_program_that_fails_again_and_again_does_not_hold_the_refresh_back()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Command(["sh", "-c", "exit 7"]));
        var first = engine.Snapshot.Session!;

        while (engine.Upstream.RefreshTokensSent.Count == 0)
        {
            var waiting = await engine.WhenAsync(s => s is { IsFetchingCode: false } && s.DueAt > engine.Clock.GetUtcNow(), "a pause");
            if (waiting.Session!.Version > first.Version)
            {
                break;
            }

            Assert.True(waiting.DueAt <= first.ExpiresAt, $"nothing is due before the token ends: {waiting.DueAt:O}");
            await engine.AdvanceToAsync(waiting.DueAt.Value);
            await engine.WhenAsync(s => !ReferenceEquals(s, waiting), "what was due");
        }

        await engine.WhenStateAsync(AccountState.Active);
        Assert.True(engine.Clock.GetUtcNow() < first.ExpiresAt);
    }

    [Fact]
    public async Task A_program_that_hangs_does_not_hold_the_refresh_back()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Command(["sleep", "600"]));
        await engine.WhenAsync(s => s.IsFetchingCode, "the program");

        await AssertRefreshedInTimeAsync(engine);

        await engine.WhenAsync(s => !s.IsFetchingCode, "the end of the program that nobody waits for any more");
        Assert.Empty(engine.Upstream.CodesSent);
    }

    [Fact]
    public async Task An_operators_logout_does_not_wait_for_a_program_that_hangs()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Command(["sleep", "600"]));
        await engine.WhenAsync(s => s.IsFetchingCode, "the program");

        Assert.Null(await engine.Account.LogoutAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
        await engine.WhenAsync(s => !s.IsFetchingCode, "the end of the program");
        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_code_that_a_person_gives_does_not_wait_for_a_program_that_hangs()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Command(["sleep", "600"]));
        await engine.WhenAsync(s => s.IsFetchingCode, "the program");

        Assert.IsType<CodeSubmission.Accepted>(
            await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        await engine.WhenAsync(s => !s.IsFetchingCode, "the end of the program");
        Assert.Equal(["246810"], engine.Upstream.CodesSent);
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_forced_login_that_follows_while_a_program_runs_gets_a_program_of_its_own()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Command(["sleep", "600"]));
        await engine.WhenAsync(s => s.IsFetchingCode, "the program");
        var first = engine.Snapshot.Challenge!;

        await engine.Account.LoginAsync(force: true, Cancel);

        await engine.WhenAsync(s => s is { IsFetchingCode: true } && s.Challenge?.Reference.Equals(first.Reference) == false, "the next program");
    }

    [Fact]
    public async Task A_session_whose_token_has_expired_is_refreshed_although_a_code_is_waited_for()
    {
        await using var engine = await ForcedAsync(new TwoFactorSettings.Manual());
        var first = engine.Snapshot.Session!;
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(new RefreshResult.Failed(new TokenFailure.Transient("timeout", "Too slow.")));
        var waiting = engine.Snapshot;
        while (engine.Clock.GetUtcNow() <= first.ExpiresAt)
        {
            await engine.AdvanceToAsync(waiting.DueAt!.Value);
            waiting = await engine.WhenAsync(s => s.DueAt > engine.Clock.GetUtcNow() && s.State != AccountState.LoggingIn, "a pause");
            Assert.Equal(AccountState.TwoFactorRequired, waiting.State);
            Assert.NotNull(waiting.Challenge);
        }

        Assert.True(waiting.RefreshFailing);
        engine.Upstream.OnRefresh = null;
        await engine.AdvanceToAsync(waiting.DueAt!.Value);

        await engine.WhenStateAsync(AccountState.Active);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.Empty(engine.Upstream.CodesSent);
    }

    [Fact]
    public async Task A_restart_with_an_expired_token_and_a_code_waited_for_tries_the_refresh_and_waits_on()
    {
        await using var first = await ForcedAsync(new TwoFactorSettings.Manual());
        await first.StopAsync();
        first.Clock.Advance(Lifetime);
        first.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(new RefreshResult.Failed(new TokenFailure.Transient("timeout", "Too slow.")));

        await using var second = await first.RestartAsync();
        var waiting = await second.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.Contains("Too slow.", waiting.Problem!.Detail, StringComparison.Ordinal);
        second.Upstream.OnRefresh = null;
        await second.AdvanceToAsync(waiting.DueAt!.Value);
        await second.WhenStateAsync(AccountState.Active);
    }

    [Fact]
    public async Task A_refused_refresh_does_not_cut_the_pause_of_logins_short()
    {
        await using var engine = await ActiveAsync(new TwoFactorSettings.Manual());
        engine.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(new LoginResult.Failed(SlowDown));
        await engine.Account.LoginAsync(force: true, Cancel);
        var until = engine.Clock.GetUtcNow() + SlowDown.RetryAfter!.Value;
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "No.")));

        await engine.AdvanceToAsync(engine.Snapshot.RefreshAt!.Value);
        var paused = await engine.WhenAsync(s => s.LastError?.Code == "login_paused", "the pause told");

        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
        Assert.Equal(until, paused.RetryAt);
        engine.Upstream.OnLogin = null;
        await engine.AdvanceToAsync(paused.Session!.ExpiresAt);
        await engine.WhenStateAsync(AccountState.Unreachable);
        await engine.AdvanceToAsync(until);
        await engine.WhenStateAsync(AccountState.Active);
    }

    [Fact]
    public async Task Logins_that_follow_an_ended_one_by_themselves_have_growing_pauses()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["echo", "111222"]), LoginBudget = 6 },
            e =>
            {
                e.Upstream.WantsCode = true;
                e.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.ChallengeOver("Session expired."));
            });
        var pauses = new List<TimeSpan>();
        for (var login = 1; login <= 2; login++)
        {
            var ended = await engine.WhenAsync(
                s => engine.Upstream.CodesSent.Count == login && s.RetryAt > engine.Clock.GetUtcNow() && s.DueAt == s.RetryAt, "an ended login");
            Assert.Equal(login, engine.Upstream.PasswordsSent.Count);
            pauses.Add(ended.RetryAt!.Value - engine.Clock.GetUtcNow());
            await engine.AdvanceToAsync(ended.RetryAt.Value);
        }

        Assert.InRange(pauses[0], TimeSpan.FromSeconds(12.8), TimeSpan.FromSeconds(16));
        Assert.InRange(pauses[1], TimeSpan.FromSeconds(25.6), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task An_upstream_can_ask_for_a_pause_of_an_hour_at_most()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(
            new LoginResult.Failed(SlowDown with { RetryAfter = TimeSpan.FromDays(365) })));

        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);

        Assert.Equal(engine.Clock.GetUtcNow() + TimeSpan.FromHours(1), snapshot.RetryAt);
    }

    [Fact]
    public async Task A_code_that_lapses_while_the_budget_is_spent_is_told_at_that_moment()
    {
        await using var engine = await Engine.StartAsync(account => account with { LoginBudget = 1 }, e => e.Upstream.WantsCode = true);
        var exhausted = await engine.WhenStateAsync(AccountState.BudgetExhausted);
        Assert.DoesNotContain("code lapsed", exhausted.Problem!.Detail, StringComparison.Ordinal);

        await engine.AdvanceToAsync(exhausted.Challenge!.ExpiresAt);
        var lapsed = await engine.WhenAsync(s => s.Problem!.Detail.Contains("code lapsed", StringComparison.Ordinal), "code lapsed");

        Assert.Equal(AccountState.BudgetExhausted, lapsed.State);
        Assert.Equal(lapsed.Budget.ResetsAt, lapsed.DueAt);
    }

    private static async Task AssertRefreshedInTimeAsync(Engine engine)
    {
        var before = engine.Snapshot;
        await engine.AdvanceToAsync(before.RefreshAt!.Value);

        var after = await engine.WhenAsync(s => s.State == AccountState.Active && s.Session!.Version > before.Session!.Version, "the refresh");

        Assert.True(engine.Clock.GetUtcNow() < before.Session!.ExpiresAt);
        Assert.Equal(1, after.Counters.Refreshes);
    }

    private static async Task<Engine> ActiveAsync(TwoFactorSettings source)
    {
        var engine = await Engine.StartAsync(account => account with { TwoFactor = source }, e => e.Upstream.Lifetime = Lifetime);
        await engine.WhenStateAsync(AccountState.Active);
        return engine;
    }

    // Active, and an operator's forced login waits for a code.
    private static async Task<Engine> ForcedAsync(TwoFactorSettings source)
    {
        var engine = await ActiveAsync(source);
        engine.Upstream.WantsCode = true;
        await engine.Account.LoginAsync(force: true, Cancel);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        return engine;
    }
}
