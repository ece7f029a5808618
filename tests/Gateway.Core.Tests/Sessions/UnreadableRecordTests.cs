using Gateway.Core.Sessions;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Sessions;

/// <summary>What follows if the store has something about an account that cannot be read.</summary>
public sealed class UnreadableRecordTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_that_cannot_be_read_lets_no_password_out_until_an_unlock()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.CannotRead = true);

        var stuck = await engine.WhenStateAsync(AccountState.BudgetExhausted);
        Assert.Equal(AccountProblemCode.LoginBudgetExhausted, stuck.Problem!.Code);
        Assert.Contains("gateway unlock bot", stuck.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains(StoreWarning.UnreadableRecord, stuck.Warnings);
        Assert.Equal(0, stuck.Budget.Remaining);
        Assert.False((await engine.GetTokenAsync()).IsAvailable);
        Assert.NotNull(await engine.Account.LoginAsync(force: true, Cancel));
        await engine.DueAsync();
        Assert.Empty(engine.Upstream.PasswordsSent);
        Assert.Empty(engine.Store.Saved);

        Assert.Null(await engine.Account.UnlockAsync(Cancel));

        var active = await engine.WhenStateAsync(AccountState.Active);
        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.DoesNotContain(StoreWarning.UnreadableRecord, active.Warnings);
        Assert.Equal(active.Budget.Limit - 1, active.Budget.Remaining);
    }

    [Fact]
    public async Task A_ledger_that_can_be_read_again_needs_no_person()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.CannotRead = true);
        await engine.WhenStateAsync(AccountState.BudgetExhausted);

        engine.Store.CannotRead = false;
        await engine.DueAsync();

        var active = await engine.WhenStateAsync(AccountState.Active);
        Assert.DoesNotContain(StoreWarning.UnreadableRecord, active.Warnings);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_good_session_is_served_and_refreshed_and_the_status_warns_meanwhile()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);

        engine.Store.CannotRead = true;
        Assert.Null(await engine.Account.RefreshAsync(Cancel));
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.Contains(StoreWarning.UnreadableRecord, engine.Snapshot.Warnings);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);

        engine.Store.CannotRead = false;
        Assert.Null(await engine.Account.RefreshAsync(Cancel));
        Assert.DoesNotContain(StoreWarning.UnreadableRecord, engine.Snapshot.Warnings);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_refresh_writes_the_ledger_as_well_so_that_it_has_the_first_key()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Store.Saved.Clear();

        Assert.Null(await engine.Account.RefreshAsync(Cancel));

        Assert.Equal([RecordKind.Session, RecordKind.Budget], engine.Store.Saved);
        Assert.Equal(4, engine.Snapshot.Budget.Remaining);
    }
}
