using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

public sealed class StoreOutageTests
{
    [Fact]
    public async Task Without_a_store_and_a_session_no_password_is_sent_and_it_heals_by_itself()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.IsDown = true);
        var down = await engine.WhenStateAsync(AccountState.Unreachable);
        Assert.Equal(AccountProblemCode.StoreUnavailable, down.Problem!.Code);
        Assert.Equal(AccountProblemCode.StoreUnavailable, (await engine.GetTokenAsync()).Problem!.Code);
        await engine.DueAsync();
        Assert.Empty(engine.Upstream.PasswordsSent);

        engine.Store.IsDown = false;
        await engine.DueAsync();

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.False(engine.Snapshot.StoreDown);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_stops_the_login()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.FailsToSave = true);

        var snapshot = await engine.WhenStateAsync(AccountState.Unreachable);

        Assert.Equal(AccountProblemCode.StoreUnavailable, snapshot.Problem!.Code);
        Assert.Empty(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_session_that_could_not_be_saved_is_used_and_saved_later()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) =>
        {
            e.Store.IsDown = true;
            return Task.FromResult<LoginResult?>(null);
        });
        var degraded = await engine.WhenStateAsync(AccountState.Active);
        Assert.True(degraded.StoreDown);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.DoesNotContain(RecordKind.Session, engine.Store.Saved);

        engine.Store.IsDown = false;
        await engine.DueAsync();

        Assert.False(engine.Snapshot.StoreDown);
        Assert.Contains(RecordKind.Session, engine.Store.Saved);
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.Active);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_refresh_goes_on_without_the_lease_in_the_last_quarter_of_the_lead()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;

        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        while (engine.Upstream.RefreshTokensSent.Count == 0)
        {
            await engine.DueAsync();
        }

        Assert.InRange(engine.Clock.GetUtcNow(), first.Session!.ExpiresAt - TimeSpan.FromSeconds(15), first.Session.ExpiresAt);
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.True(engine.Snapshot.StoreDown);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_store_that_is_back_when_it_is_asked_in_earnest_gets_the_refresh_under_its_lease()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;
        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        await engine.WhenAsync(s => s.DeferredUntil is not null, "a moment drawn");
        await using var holder = (await engine.Store.Inner.AcquireAsync(engine.Account.Definition.Name, TimeSpan.Zero, TestContext.Current.CancellationToken)).Value;
        engine.Store.IsBackIfAsked = true;

        while (!engine.Store.Answered.IsCompleted)
        {
            await engine.AdvanceToAsync(engine.Snapshot.DueAt!.Value);
            await Task.WhenAny(engine.Store.Answered, engine.WhenAsync(s => s.DueAt > engine.Clock.GetUtcNow(), "the store asked"));
        }

        // Another gateway works under the lease, so the refresh token is not spent.
        Assert.Empty(engine.Upstream.RefreshTokensSent);
        await holder!.DisposeAsync();
        await engine.WhenAsync(s => s.Counters.Refreshes == 1, "the refresh");
        Assert.Contains(RecordKind.Session, engine.Store.Saved);
        Assert.False(engine.Snapshot.StoreDown);
    }

    [Fact]
    public async Task What_could_not_be_saved_keeps_others_away_until_it_is()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.FailsToSave = true;
        await engine.Account.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.True(engine.Snapshot.StoreDown);
        Assert.True(engine.Store.LastLease!.WasLeft);

        engine.Store.FailsToSave = false;
        await engine.DueAsync();

        Assert.False(engine.Snapshot.StoreDown);
        Assert.False(engine.Store.LastLease.WasLeft);
    }

    [Fact]
    public async Task Who_finds_that_the_store_has_lost_the_leases_waits_for_the_holder_of_one()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        await engine.AdvanceToAsync(first.RefreshAt!.Value.AddSeconds(-1));
        engine.Store.CountedSince = engine.Clock.GetUtcNow();

        await engine.AdvanceToAsync(first.RefreshAt.Value);
        var waiting = await engine.WhenAsync(s => s.DueAt > first.RefreshAt, "the refresh put off");
        Assert.Equal(engine.Store.CountedSince + SessionStores.LeaseLife, waiting.DueAt);
        Assert.Empty(engine.Upstream.RefreshTokensSent);

        await engine.DueAsync();
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task An_unlock_that_the_store_does_not_learn_of_is_no_success()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;
        await engine.Account.LogoutAsync(TestContext.Current.CancellationToken);

        Assert.Equal(AccountProblemCode.StoreUnavailable, (await engine.Account.UnlockAsync(TestContext.Current.CancellationToken))?.Code);
        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);

        engine.Store.IsDown = false;
        Assert.Null(await engine.Account.UnlockAsync(TestContext.Current.CancellationToken));
        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_without_the_store_leads_to_no_login()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "No.")));

        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        while (engine.Clock.GetUtcNow() < first.Session!.ExpiresAt)
        {
            await engine.DueAsync();
        }

        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.Equal(AccountState.Unreachable, engine.Snapshot.State);
        Assert.Equal(AccountProblemCode.StoreUnavailable, (await engine.GetTokenAsync()).Problem!.Code);

        engine.Store.IsDown = false;
        engine.Upstream.OnRefresh = null;
        await engine.DueAsync();
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_logout_while_the_store_is_down_holds_here_and_is_saved_when_it_is_back()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;

        var problem = await engine.Account.LogoutAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AccountProblemCode.StoreUnavailable, problem!.Code);
        Assert.False((await engine.GetTokenAsync()).IsAvailable);

        engine.Store.IsDown = false;
        await engine.AdvanceToAsync(engine.Snapshot.DueAt!.Value);
        await engine.WhenAsync(s => !s.StoreDown, "the store back");
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.LoggedOut);
    }

    [Fact]
    public async Task A_logout_that_is_not_saved_yet_survives_a_change_of_settings()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;
        await engine.Account.LogoutAsync(TestContext.Current.CancellationToken);

        engine.Apply(engine.Account.Definition with { LoginBudget = 9 });
        await engine.WhenStateAsync(AccountState.LoggedOut);
        engine.Store.IsDown = false;
        await engine.AdvanceToAsync(engine.Snapshot.DueAt!.Value);
        await engine.WhenAsync(s => !s.StoreDown, "the store back");

        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
        Assert.Equal(1, engine.Upstream.Logouts);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_account_that_waits_for_its_first_request_is_not_logged_in_because_the_store_was_away()
    {
        await using var engine = await Engine.StartAsync(account => account with { Login = LoginMoment.OnFirstRequest }, e => e.Store.IsDown = true);
        var down = await engine.WhenAsync(s => s.StoreDown, "the store away");

        engine.Store.IsDown = false;
        await engine.AdvanceToAsync(down.DueAt!.Value);
        await engine.WhenStateAsync(AccountState.Idle);

        Assert.Empty(engine.Upstream.PasswordsSent);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
    }
}
