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

    [Fact]
    public async Task A_session_of_another_key_is_neither_refreshed_nor_overwritten_and_the_token_serves_to_its_end()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.Saved.Clear();
        engine.Store.HasForeignSession = true;

        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        var held = await engine.WhenAsync(s => s.LastError is not null, "the refresh held back");
        Assert.Equal(AccountState.Active, held.State);
        Assert.True(held.RefreshFailing);
        Assert.Contains("Gateway:Store:EncryptionKey", held.Problem!.Detail, StringComparison.Ordinal);
        Assert.Contains(StoreWarning.UnreadableRecord, held.Warnings);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.NotNull(await engine.Account.RefreshAsync(Cancel));
        Assert.Null(await engine.Account.ReplaceRefusedAsync(first.Session!.Version, Cancel));
        Assert.NotNull(await engine.Account.LoginAsync(force: true, Cancel));

        await engine.AdvanceToAsync(first.Session.ExpiresAt);
        await engine.WhenStateAsync(AccountState.Unreachable);
        var refused = await engine.GetTokenAsync();
        Assert.Contains("has no usable token", refused.Problem!.Detail, StringComparison.Ordinal);
        Assert.Contains("Gateway:Store:EncryptionKey", refused.Problem!.Detail, StringComparison.Ordinal);
        await engine.DueAsync();
        await engine.DueAsync();
        Assert.Empty(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.Empty(engine.Store.Saved);

        engine.Store.HasForeignSession = false;
        await engine.DueAsync();

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.DoesNotContain(StoreWarning.UnreadableRecord, engine.Snapshot.Warnings);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_session_of_another_key_is_not_refreshed_without_the_lease_either()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Store.HasForeignSession = true;
        Assert.NotNull(await engine.Account.RefreshAsync(Cancel));
        engine.Store.IsDown = true;

        while (engine.Snapshot.State == AccountState.Active)
        {
            await engine.DueAsync();
        }

        Assert.True(engine.Clock.GetUtcNow() >= first.Session!.ExpiresAt);
        Assert.Empty(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_session_of_another_key_lets_no_password_out_until_an_unlock_puts_it_aside()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.HasForeignSession = true);

        var stuck = await engine.WhenStateAsync(AccountState.BudgetExhausted);
        Assert.Contains("gateway unlock bot", stuck.Problem!.Detail, StringComparison.Ordinal);
        Assert.NotNull(await engine.Account.LoginAsync(force: true, Cancel));
        Assert.Empty(engine.Upstream.PasswordsSent);

        Assert.Null(await engine.Account.UnlockAsync(Cancel));

        var active = await engine.WhenStateAsync(AccountState.Active);
        Assert.DoesNotContain(StoreWarning.UnreadableRecord, active.Warnings);
        Assert.Single(engine.Upstream.PasswordsSent);
    }
}
