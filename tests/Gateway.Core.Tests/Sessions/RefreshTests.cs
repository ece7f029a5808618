using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

public sealed class RefreshTests
{
    [Fact]
    public async Task An_hours_token_is_refreshed_in_the_last_seconds_before_minute_59()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        Assert.InRange(first.RefreshAt!.Value - first.Session!.IssuedAt, new TimeSpan(0, 58, 54), new TimeSpan(0, 59, 0));

        await engine.AdvanceToAsync(first.RefreshAt.Value - TimeSpan.FromMilliseconds(1));
        Assert.Empty(engine.Upstream.RefreshTokensSent);
        await engine.AdvanceToAsync(first.RefreshAt.Value);
        var second = await engine.WhenAsync(s => s.Session?.Version > first.Session.Version, "a new token");

        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.NotNull(second.Session!.LastRefreshAt);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_day_of_hours_spends_each_refresh_token_once_and_no_password()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);

        for (var i = 0; i < 24; i++)
        {
            await engine.DueAsync();
            Assert.True(engine.Snapshot.Session!.IsUsable(engine.Clock.GetUtcNow()));
        }

        Assert.Equal(24, engine.Upstream.RefreshTokensSent.Distinct().Count());
        Assert.Equal(24, engine.Upstream.RefreshTokensSent.Count);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_good_token_is_handed_out_at_once_and_for_nothing()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        var account = engine.Account;
        Assert.True(IsAtHand());

        var before = GC.GetAllocatedBytesForCurrentThread();
        var atHand = IsAtHand();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(atHand);
        Assert.Equal(0, allocated);

        bool IsAtHand() => IsDone(account.GetTokenAsync(CancellationToken.None));

        static bool IsDone(ValueTask<TokenLookup> lookup) => lookup.IsCompletedSuccessfully;
    }

    [Fact]
    public async Task Requests_go_on_with_the_current_token_while_the_next_is_fetched()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource<RefreshResult?>();
        engine.Upstream.OnRefresh = (_, _) =>
        {
            asked.SetResult();
            return gate.Task;
        };

        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var during = engine.Account.GetTokenAsync(TestContext.Current.CancellationToken);

        Assert.True(during.IsCompletedSuccessfully);
        Assert.Same(first.Session, (await during).Session);
        gate.SetResult(null);
        await engine.WhenAsync(s => s.Session!.Version > first.Session!.Version, "a new token");
    }

    [Fact]
    public async Task An_unreachable_refresh_keeps_the_token_until_it_ends_and_then_heals()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.OnRefresh = (_, _) => Fail(new TokenFailure.Transient("unreachable", "Nobody there.", Sent: false));

        var snapshot = await engine.DueAsync();
        while (engine.Clock.GetUtcNow() < first.Session!.ExpiresAt)
        {
            Assert.Equal(AccountState.Active, snapshot.State);
            Assert.True(snapshot.RefreshFailing);
            Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
            snapshot = await engine.DueAsync();
        }

        Assert.Equal(AccountState.Unreachable, snapshot.State);
        var lookup = await engine.GetTokenAsync();
        Assert.Equal(AccountProblemCode.LoginUnavailable, lookup.Problem!.Code);
        Assert.NotNull(lookup.Problem.RetryAt);
        Assert.Single(engine.Upstream.PasswordsSent);

        engine.Upstream.OnRefresh = null;
        await engine.DueAsync();
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.False(engine.Snapshot.RefreshFailing);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_refused_refresh_leads_to_one_login()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.OnRefresh = (_, _) => Fail(new TokenFailure.Rejected("refresh_refused", "No."));

        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        await engine.WhenAsync(s => s.Session!.Version > first.Session!.Version, "a new token");

        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_refused_refresh_token_is_never_sent_again_though_the_login_fails_too()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.OnRefresh = (_, _) => Fail(new TokenFailure.Rejected("refresh_refused", "No."));
        engine.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(
            new LoginResult.Failed(new TokenFailure.Transient("server_error", "Broken.")));

        await engine.DueAsync();
        await engine.DueAsync();
        await engine.DueAsync();

        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Equal(4, engine.Upstream.PasswordsSent.Count);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
    }

    [Fact]
    public async Task A_token_that_ended_while_the_machine_slept_is_not_sent()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);

        engine.Clock.JumpWallClock(TimeSpan.FromHours(3));
        var lookup = await engine.GetTokenAsync();

        Assert.True(lookup.IsAvailable);
        Assert.True(lookup.Session!.Version > first.Session!.Version);
        Assert.True(lookup.Session.IsUsable(engine.Clock.GetUtcNow()));
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task The_scheduler_notices_a_clock_jump_within_half_a_minute_without_any_request()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);

        engine.Clock.JumpWallClock(TimeSpan.FromHours(3));
        await engine.AdvanceToAsync(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));

        await engine.WhenAsync(s => s.Session!.Version > first.Session!.Version, "a new token");
    }

    [Fact]
    public async Task An_upstream_clock_that_is_ahead_is_corrected_for_and_warned_about()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.Skew = TimeSpan.FromMinutes(10));

        var snapshot = await engine.WhenStateAsync(AccountState.Active);

        Assert.InRange(snapshot.Session!.Lifetime.TotalSeconds, 3599, 3601);
        Assert.Contains("clock_skew", snapshot.Warnings);
    }

    [Fact]
    public async Task An_operators_refresh_brings_a_new_token_or_its_reason()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);

        Assert.Null(await engine.Account.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.True(engine.Snapshot.Session!.Version > first.Session!.Version);

        engine.Upstream.OnRefresh = (_, _) => Fail(new TokenFailure.Transient("timeout", "Too slow."));
        var problem = await engine.Account.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AccountProblemCode.LoginUnavailable, problem!.Code);
        Assert.Contains("Too slow.", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("missing password")]
    [InlineData("spent budget")]
    [InlineData("code wanted")]
    public async Task A_forced_login_that_fails_takes_nothing_from_a_session_that_can_be_refreshed(string how)
    {
        await using var engine = await Engine.StartAsync(account => account with { LoginBudget = how == "spent budget" ? 1 : 5 });
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Credentials.Password = how switch { "wrong password" => "wrong", "missing password" => null, _ => "right" };
        engine.Upstream.WantsCode = how == "code wanted";

        Assert.NotNull(await engine.Account.LoginAsync(force: true, TestContext.Current.CancellationToken));
        Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        var second = await engine.WhenAsync(s => s.Session?.Version > first.Session!.Version, "the refresh on its time");

        Assert.Equal(AccountState.Active, second.State);
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_refresh_does_not_make_a_refused_password_good_again()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Credentials.Password = "wrong";
        await engine.Account.LoginAsync(force: true, TestContext.Current.CancellationToken);
        Assert.Null(await engine.Account.RefreshAsync(TestContext.Current.CancellationToken));

        Assert.Equal(AccountProblemCode.InvalidCredentials, (await engine.Account.LoginAsync(force: true, TestContext.Current.CancellationToken))!.Code);

        Assert.Equal(["right", "wrong"], engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_operators_refresh_without_the_store_says_what_is_true()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;

        var problem = await engine.Account.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(AccountProblemCode.StoreUnavailable, problem!.Code);
        Assert.Contains("goes on with its current one", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_breaks_by_a_defect_is_tried_again()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => throw new InvalidCastException("a defect"));
        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);
        Assert.Equal("internal_error", snapshot.LastError!.Code);
        Assert.DoesNotContain("a defect", snapshot.Problem!.Detail, StringComparison.Ordinal);

        engine.Upstream.OnLogin = null;
        await engine.DueAsync();

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_change_of_settings_keeps_the_token()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);

        engine.Apply(engine.Account.Definition with { LoginBudget = 9 });
        Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
        await engine.WhenStateAsync(AccountState.Active);

        Assert.Equal(9, engine.Snapshot.Budget.Limit);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    private static Task<RefreshResult?> Fail(TokenFailure failure) => Task.FromResult<RefreshResult?>(new RefreshResult.Failed(failure));
}
