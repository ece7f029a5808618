using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Tests.Sessions;

/// <summary>What an upstream answers to a password or code while the store is away is kept, and saved before anything else is tried.</summary>
public sealed class UnsavedAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_that_was_asked_for_while_the_store_is_away_is_still_waited_for_when_it_is_back()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        var asked = await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        Assert.True(asked.StoreDown);

        var later = await engine.DueAsync();
        Assert.Equal(AccountState.TwoFactorRequired, later.State);
        Assert.Equal(asked.Challenge, later.Challenge);
        Assert.Equal(4, later.Budget.Remaining);
        Assert.IsType<CodeSubmission.Failed>(await engine.Account.SubmitCodeAsync(new Secret(engine.Upstream.Code), Cancel));
        Assert.Empty(engine.Upstream.CodesSent);

        engine.Store.IsDown = false;
        await engine.DueAsync();

        Assert.Contains(RecordKind.Challenge, engine.Store.Saved);
        Assert.Equal(asked.Challenge, engine.Snapshot.Challenge);
        Assert.False(engine.Snapshot.StoreDown);
        await using var restarted = await engine.RestartAsync();
        Assert.Equal(asked.Challenge, (await restarted.WhenStateAsync(AccountState.TwoFactorRequired)).Challenge);
        Assert.IsType<CodeSubmission.Accepted>(await restarted.Account.SubmitCodeAsync(new Secret(engine.Upstream.Code), Cancel));
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_refusal_that_was_read_while_the_store_is_away_is_saved_and_the_password_not_sent_again()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.Password = "another");
        await engine.WhenStateAsync(AccountState.Rejected);

        Assert.Equal(AccountState.Rejected, (await engine.DueAsync()).State);
        engine.Store.IsDown = false;
        await engine.DueAsync();

        Assert.Contains(RecordKind.Rejection, engine.Store.Saved);
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.Rejected);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task The_announced_return_of_the_store_saves_it_at_once_without_another_password()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.Password = "another");
        await engine.WhenStateAsync(AccountState.Rejected);

        engine.Store.IsDown = false;
        engine.Store.TellAvailability(null);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.WhenAsync(s => !s.StoreDown, "the store back");

        Assert.Contains(RecordKind.Rejection, engine.Store.Saved);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_store_that_came_back_empty_gets_the_attempt_and_the_login_that_waits_for_a_code()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        var asked = await engine.WhenStateAsync(AccountState.TwoFactorRequired);

        engine.Store.Forget();
        engine.Store.IsDown = false;
        await engine.DueAsync();

        await using var restarted = await engine.RestartAsync();
        var found = await restarted.WhenStateAsync(AccountState.TwoFactorRequired);
        Assert.Equal(asked.Challenge, found.Challenge);
        Assert.Equal(4, found.Budget.Remaining);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task It_survives_a_change_of_settings()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        var asked = await engine.WhenStateAsync(AccountState.TwoFactorRequired);

        engine.Apply(engine.Account.Definition with { LoginBudget = 9 });
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        engine.Store.IsDown = false;
        await engine.DueAsync();

        Assert.Equal(asked.Challenge, engine.Snapshot.Challenge);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task What_another_gateway_was_answered_later_is_not_overwritten()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        var asked = await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        engine.Store.IsDown = false;
        await using var beside = await engine.BesideAsync();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.NotNull(await beside.Account.LoginAsync(force: true, Cancel));
        var newer = beside.Snapshot.Challenge;
        Assert.NotEqual(asked.Challenge, newer);

        await engine.DueAsync();

        Assert.Equal(newer, engine.Snapshot.Challenge);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task An_operators_logout_ends_it()
    {
        await using var engine = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        await engine.Account.LogoutAsync(Cancel);

        engine.Store.IsDown = false;
        await engine.AdvanceToAsync(engine.Snapshot.DueAt!.Value);
        await engine.WhenAsync(s => !s.StoreDown, "the store back");

        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
        Assert.DoesNotContain(RecordKind.Challenge, engine.Store.Saved);
    }

    [Fact]
    public async Task A_wrong_code_whose_answer_could_not_be_saved_is_not_sent_a_second_time_by_its_source()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["/bin/sh", "-c", "echo 111111"]) },
            e =>
            {
                e.Upstream.WantsCode = true;
                e.Upstream.OnConfirm = (_, _) =>
                {
                    e.Store.IsDown = true;
                    return Task.FromResult<ConfirmResult?>(null);
                };
            });
        await engine.WhenAsync(s => s.LastError?.Code == "wrong_code", "the refused code");

        engine.Store.IsDown = false;
        await engine.AdvanceToAsync(engine.Snapshot.DueAt!.Value);
        await engine.WhenAsync(s => !s.StoreDown, "the store back");

        await using var restarted = await engine.RestartAsync();
        Assert.Equal(1, (await restarted.WhenStateAsync(AccountState.TwoFactorRequired)).Challenge!.WrongCodes);
        Assert.Single(engine.Upstream.CodesSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task Right_after_the_stores_return_no_password_is_sent_so_that_others_can_save_their_answers_first()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Store.BackSince = e.Clock.GetUtcNow());

        var held = await engine.WhenStateAsync(AccountState.Unreachable);
        Assert.Equal("store_settling", held.LastError!.Code);
        Assert.Equal(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(3), held.DueAt);
        Assert.Empty(engine.Upstream.PasswordsSent);

        await engine.DueAsync();

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_waited_for_until_its_makers_lease_is_over()
    {
        await using var maker = await StartInOutageAsync(e => e.Upstream.WantsCode = true);
        var asked = await maker.WhenStateAsync(AccountState.TwoFactorRequired);
        maker.Store.IsDown = false;
        maker.Store.BackSince = maker.Clock.GetUtcNow();
        await using var beside = await maker.BesideAsync();
        maker.Clock.Advance(TimeSpan.FromSeconds(4));

        Assert.False((await beside.GetTokenAsync()).IsAvailable);
        Assert.Equal("store_settling", beside.Snapshot.LastError!.Code);
        Assert.Equal(maker.Store.BackSince + TimeSpan.FromSeconds(13), beside.Snapshot.DueAt);

        await maker.DueAsync();
        beside.Store.TellChanged(beside.Account.Definition.Name);

        Assert.Equal(asked.Challenge, (await beside.WhenStateAsync(AccountState.TwoFactorRequired)).Challenge);
        Assert.Single(maker.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_attempt_that_was_refused_is_not_waited_for_when_the_credentials_were_corrected()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.Password = "another");
        await engine.WhenStateAsync(AccountState.Rejected);
        engine.Store.BackSince = engine.Clock.GetUtcNow();
        engine.Clock.Advance(TimeSpan.FromSeconds(4));
        engine.Upstream.Password = "corrected";
        engine.Credentials.Password = "corrected";

        await engine.DueAsync();

        await engine.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    private static Task<Engine> StartInOutageAsync(Action<Engine> prepare) => Engine.StartAsync(prepare: engine =>
    {
        prepare(engine);
        engine.Upstream.OnLogin = (_, _) =>
        {
            engine.Store.IsDown = engine.Upstream.PasswordsSent.Count == 1;
            return Task.FromResult<LoginResult?>(null);
        };
    });
}
