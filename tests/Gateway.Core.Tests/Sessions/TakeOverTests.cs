using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Sessions;

/// <summary>What one process takes over from another through the store, when it is told and without taking the lease.</summary>
public sealed class TakeOverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refreshed_session_is_taken_over_when_it_is_told()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        await using var other = await engine.BesideAsync();
        await other.WhenAsync(s => s.Started, "started");
        Assert.Null(await engine.Account.RefreshAsync(Cancel));
        var version = engine.Snapshot.Session!.Version;

        Tell(other);

        var taken = await other.WhenAsync(s => s.Session?.Version == version, "the new session");
        Assert.Equal(AccountState.Active, taken.State);
        Assert.Equal(0, taken.Counters.Refreshes);
        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_challenge_is_taken_over_and_its_code_given_elsewhere_serves_here()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.WantsCode = true);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        await using var other = await engine.BesideAsync();
        Tell(other);
        await other.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        Tell(other);

        await other.WhenStateAsync(AccountState.Active);
        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.Equal(98, other.Snapshot.Budget.Remaining);
    }

    [Fact]
    public async Task A_logout_is_taken_over_and_so_is_its_end()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        await using var other = await engine.BesideAsync();
        await other.WhenStateAsync(AccountState.Active);

        Assert.Null(await engine.Account.LogoutAsync(Cancel));
        Tell(other);
        await other.WhenStateAsync(AccountState.LoggedOut);
        Assert.Null(await engine.Account.LoginAsync(force: false, Cancel));
        Tell(other);

        await other.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_rejection_is_taken_over_and_so_is_its_unlock()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.Password = "another");
        await engine.WhenStateAsync(AccountState.Rejected);
        await using var other = await engine.BesideAsync();
        Tell(other);
        await other.WhenStateAsync(AccountState.Rejected);
        Assert.Single(engine.Upstream.PasswordsSent);

        engine.Upstream.Password = "right";
        Assert.Null(await engine.Account.UnlockAsync(Cancel));
        Tell(other);

        await other.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task Nothing_is_done_when_nothing_changed()
    {
        await using var engine = await Engine.StartAsync();
        var before = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.Saved.Clear();

        Tell(engine);

        var after = await engine.WhenAsync(s => !ReferenceEquals(s, before), "a look");
        Assert.Equal(before, after with { Budget = before.Budget });
        Assert.Empty(engine.Store.Saved);
    }

    [Fact]
    public async Task A_session_that_cannot_be_read_is_not_replaced_before_the_own_refresh()
    {
        await using var engine = await Engine.StartAsync();
        var before = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.Saved.Clear();
        engine.Store.CannotRead = true;

        Tell(engine);
        var after = await engine.WhenAsync(s => !ReferenceEquals(s, before), "a look");
        Assert.Empty(engine.Store.Saved);
        Assert.Equal(before.Session, after.Session);
        Assert.Equal(AccountState.Active, after.State);

        await BackAsync(engine);
        Assert.Empty(engine.Store.Saved);

        await engine.DueAsync();
        Assert.Equal([RecordKind.Session], engine.Store.Saved);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_outage_is_known_before_anybody_needs_the_store_and_cleared_when_it_ends()
    {
        await using var engine = await Engine.StartAsync();
        var before = await engine.WhenStateAsync(AccountState.Active);

        engine.Store.TellAvailability("It is gone.");
        Assert.True(engine.Snapshot.StoreDown);
        Assert.Equal("It is gone.", engine.Snapshot.LastError!.Message);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);

        await BackAsync(engine);
        var healed = await engine.WhenAsync(s => !s.StoreDown, "the outage over");
        Assert.Equal(before.RefreshAt, healed.DueAt);
        Assert.Empty(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_store_that_lost_everything_gets_back_what_is_known_and_no_login_follows()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        var before = (await engine.Store.LoadAsync(Bot, Cancel)).Value!;

        engine.Store.TellAvailability("It is gone.");
        engine.Store.Forget();
        await BackAsync(engine);
        await engine.WhenAsync(s => !s.StoreDown, "the outage over");

        var after = (await engine.Store.LoadAsync(Bot, Cancel)).Value!;
        Assert.Equal(before.Session!.Version, after.Session!.Version);
        Assert.Equal(before.Device, after.Device);
        Assert.Equal(before.Budget!.Attempts, after.Budget!.Attempts);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_logout_outlives_a_store_that_lost_everything()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        await engine.Account.LogoutAsync(Cancel);

        engine.Store.TellAvailability("It is gone.");
        engine.Store.Forget();
        await BackAsync(engine);
        await engine.WhenAsync(s => !s.StoreDown, "the outage over");

        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.LoggedOut);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_code_still_counts_after_the_store_lost_everything()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.WantsCode = true);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);

        engine.Store.Forget();

        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        Assert.Equal(3, engine.Snapshot.Budget.Remaining);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_due_refresh_waits_a_moment_after_an_outage_for_those_who_know_a_newer_session()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        await engine.AdvanceToAsync(first.RefreshAt!.Value.AddSeconds(-1));
        engine.Store.BackSince = first.RefreshAt.Value.AddSeconds(-1);

        await engine.AdvanceToAsync(first.RefreshAt.Value);
        var waiting = await engine.WhenAsync(s => s.DueAt > first.RefreshAt, "the refresh put off");
        Assert.Equal(first.RefreshAt.Value.AddSeconds(2), waiting.DueAt);
        Assert.Empty(engine.Upstream.RefreshTokensSent);

        await engine.DueAsync();
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task The_moment_of_a_refresh_without_the_lease_is_drawn_once()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.IsDown = true;
        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        var drawn = (await engine.WhenAsync(s => s.DeferredUntil is not null, "a moment drawn")).DeferredUntil!.Value;

        while (engine.Upstream.RefreshTokensSent.Count == 0)
        {
            Assert.True(engine.Clock.GetUtcNow() < drawn, "It was not kept.");
            Assert.Equal(drawn, engine.Snapshot.DeferredUntil);
            await engine.DueAsync();
        }

        Assert.Equal(drawn, engine.Clock.GetUtcNow());
    }

    private static AccountName Bot => AccountName.Parse("bot");

    private static void Tell(Engine engine) => engine.Store.TellChanged(engine.Account.Definition.Name);

    /// <summary>Each account waits for a moment of its own before it looks.</summary>
    private static async Task BackAsync(Engine engine)
    {
        var timers = engine.Clock.ArmedTimers;
        engine.Store.TellAvailability(null);
        await engine.Clock.WhenTimersArmedAsync(timers + 1, Cancel);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
