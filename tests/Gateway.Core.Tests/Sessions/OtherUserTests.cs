using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

/// <summary>A renewal goes on with the user of its session, or is none.</summary>
public sealed class OtherUserTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_of_another_user_is_neither_used_nor_stored_and_the_old_one_goes_on()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        Renews(engine, "user-2");

        var problem = await engine.Account.RefreshAsync(Cancel);

        Assert.Contains("another user", problem!.Detail, StringComparison.Ordinal);
        Assert.Contains("gateway login bot --force", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.Equal("other_user", engine.Snapshot.LastError!.Code);
        Assert.True(engine.Snapshot.RetryAt > engine.Clock.GetUtcNow());
        Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
        Assert.Single(engine.Upstream.PasswordsSent);

        await using var restarted = await engine.RestartAsync();
        var read = await restarted.WhenStateAsync(AccountState.Active);
        Assert.Equal(first.Session!.AccessToken, read.Session!.AccessToken);
        Assert.Equal(first.Session.RefreshToken, read.Session.RefreshToken);

        engine.Upstream.OnRefresh = null;
        Assert.Null(await restarted.Account.RefreshAsync(Cancel));
        Assert.Equal("user-1", restarted.Snapshot.Session!.UserId);
    }

    [Fact]
    public async Task Nor_is_it_used_without_the_store_or_in_the_place_of_a_refused_token()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        Renews(engine, "user-2");

        Assert.Null(await engine.Account.ReplaceRefusedAsync(first.Session!.Version, Cancel));
        engine.Store.IsDown = true;
        while (engine.Clock.GetUtcNow() < first.Session.ExpiresAt)
        {
            Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
            await engine.DueAsync();
        }

        Assert.True(engine.Upstream.RefreshTokensSent.Count > 1);
        Assert.False((await engine.GetTokenAsync()).IsAvailable);
        Assert.Equal("user-1", engine.Snapshot.Session!.UserId);
    }

    [Fact]
    public async Task A_renewal_that_names_nobody_keeps_the_user()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        Renews(engine, null);

        Assert.Null(await engine.Account.RefreshAsync(Cancel));

        Assert.True(engine.Snapshot.Session!.Version > first.Session!.Version);
        Assert.Equal("user-1", engine.Snapshot.Session.UserId);
    }

    [Fact]
    public async Task A_new_login_may_be_of_another_user()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(new LoginResult.Granted(engine.Upstream.Grant() with { UserId = "user-2" }));
        Renews(engine, "user-2");

        Assert.Null(await engine.Account.LoginAsync(force: true, Cancel));
        Assert.Equal("user-2", engine.Snapshot.Session!.UserId);
        Assert.Null(await engine.Account.RefreshAsync(Cancel));
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    private static void Renews(Engine engine, string? userId) => engine.Upstream.OnRefresh = (_, _) =>
        Task.FromResult<RefreshResult?>(new RefreshResult.Granted(engine.Upstream.Grant() with { UserId = userId }));
}
