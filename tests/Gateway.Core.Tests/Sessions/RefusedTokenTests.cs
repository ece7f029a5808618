using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

/// <summary>What follows when the upstream refuses a token that has not expired.</summary>
public sealed class RefusedTokenTests
{
    private const string Warning = SessionWarning.RefusedWithFreshToken;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_callers_share_one_refresh_and_get_the_same_token()
    {
        await using var engine = await Engine.StartAsync();
        var first = await AgedAsync(engine);
        var gate = new TaskCompletionSource<RefreshResult?>();
        engine.Upstream.OnRefresh = (_, _) => gate.Task;

        var callers = Enumerable.Range(0, 200).Select(_ => engine.Account.ReplaceRefusedAsync(first.Version, Cancellation).AsTask()).ToList();
        gate.SetResult(null);
        var sessions = await Task.WhenAll(callers);

        Assert.All(sessions, session => Assert.Same(engine.Snapshot.Session, session));
        Assert.True(engine.Snapshot.Session!.Version > first.Version);
        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_token_that_was_replaced_meanwhile_costs_nothing()
    {
        await using var engine = await Engine.StartAsync();
        var first = await AgedAsync(engine);
        Assert.Null(await engine.Account.RefreshAsync(Cancellation));
        var second = engine.Snapshot.Session!;

        var replaced = engine.Account.ReplaceRefusedAsync(first.Version, Cancellation);

        Assert.True(replaced.IsCompletedSuccessfully);
        Assert.Same(second, await replaced);
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_token_is_left_alone_for_five_seconds()
    {
        await using var engine = await Engine.StartAsync();
        var first = (await engine.WhenStateAsync(AccountState.Active)).Session!;

        await engine.AdvanceToAsync(first.IssuedAt + TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.Null(await engine.Account.ReplaceRefusedAsync(first.Version, Cancellation));
        Assert.Empty(engine.Upstream.RefreshTokensSent);

        await engine.AdvanceToAsync(first.IssuedAt + TimeSpan.FromSeconds(5));
        Assert.NotNull(await engine.Account.ReplaceRefusedAsync(first.Version, Cancellation));
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task Each_vain_refresh_doubles_the_pause_up_to_a_minute_and_one_that_helps_ends_it()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);

        foreach (var seconds in new[] { 10, 20, 40, 60, 60 })
        {
            session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
            Assert.NotNull(session);
            // Every caller of the refused token says so; the refresh was vain once.
            for (var caller = 0; caller < 3; caller++)
            {
                engine.Account.NoteReplay(session.Version, ReplayOutcome.Refused);
            }

            Assert.Contains(Warning, engine.Snapshot.Warnings);
            await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
            await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromSeconds(seconds));
        }

        session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
        Assert.Contains(Warning, engine.Snapshot.Warnings);
        engine.Account.NoteReplay(session!.Version, ReplayOutcome.Accepted);
        Assert.DoesNotContain(Warning, engine.Snapshot.Warnings);
        await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromSeconds(5));

        Assert.NotNull(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
        Assert.Equal(7, engine.Upstream.RefreshTokensSent.Count);
        Assert.Equal(16, engine.Snapshot.Counters.Replays);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_refresh_helped_if_any_request_was_answered_with_its_token()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);

        engine.Account.NoteReplay(session!.Version, ReplayOutcome.Refused);
        engine.Account.NoteReplay(session.Version, ReplayOutcome.Accepted);
        engine.Account.NoteReplay(session.Version, ReplayOutcome.Refused);

        Assert.DoesNotContain(Warning, engine.Snapshot.Warnings);
        await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromSeconds(5));
        Assert.NotNull(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
    }

    [Fact]
    public async Task An_answer_that_never_came_says_nothing_about_the_token()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);

        engine.Account.NoteReplay(session!.Version, ReplayOutcome.Unanswered);

        Assert.DoesNotContain(Warning, engine.Snapshot.Warnings);
        Assert.Equal(1, engine.Snapshot.Counters.Replays);
    }

    [Fact]
    public async Task The_refusal_of_a_token_that_no_refusal_had_fetched_is_no_vain_refresh()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        Assert.Null(await engine.Account.RefreshAsync(Cancellation));

        engine.Account.NoteReplay(engine.Snapshot.Session!.Version, ReplayOutcome.Refused);

        Assert.DoesNotContain(Warning, engine.Snapshot.Warnings);
        Assert.NotEqual(session.Version, engine.Snapshot.Session!.Version);
    }

    [Fact]
    public async Task The_next_refresh_by_the_timer_ends_the_warning()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
        engine.Account.NoteReplay(session!.Version, ReplayOutcome.Refused);

        var next = await engine.DueAsync();

        Assert.True(next.Session!.Version > session.Version);
        Assert.DoesNotContain(Warning, next.Warnings);
    }

    [Fact]
    public async Task A_refused_refresh_is_followed_by_a_login()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "scripted.example says no.")));

        var replaced = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);

        Assert.True(replaced!.Version > session.Version);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_vain_refresh_never_leads_to_a_login_even_if_only_a_login_could_bring_another_token()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) =>
            Task.FromResult<LoginResult?>(new LoginResult.Granted(e.Upstream.Grant() with { RefreshToken = null })));
        var session = await AgedAsync(engine);
        session = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);

        engine.Account.NoteReplay(session!.Version, ReplayOutcome.Refused);
        await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromMinutes(5));

        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_refresh_that_reaches_nobody_leaves_the_token_and_is_not_repeated_during_its_pause()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Transient("unreachable", "scripted.example is away.")));

        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));

        Assert.Same(session, engine.Snapshot.Session);
        Assert.Single(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_nothing()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        var gate = new TaskCompletionSource<RefreshResult?>();
        engine.Upstream.OnRefresh = (_, _) => gate.Task;
        using var leaving = new CancellationTokenSource();
        var left = engine.Account.ReplaceRefusedAsync(session.Version, leaving.Token).AsTask();
        var stayed = engine.Account.ReplaceRefusedAsync(session.Version, Cancellation).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        gate.SetResult(null);

        Assert.NotNull(await stayed);
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_refresh_that_takes_longer_than_ten_seconds_is_waited_for_no_longer()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        var gate = new TaskCompletionSource<RefreshResult?>();
        engine.Upstream.OnRefresh = (_, _) => gate.Task;
        var armed = engine.Clock.ArmedTimers;
        var waiting = engine.Account.ReplaceRefusedAsync(session.Version, Cancellation).AsTask();
        await engine.Clock.WhenTimersArmedAsync(armed + 1, Cancellation);

        while (!waiting.IsCompleted && engine.Clock.GetUtcNow() < session.IssuedAt + TimeSpan.FromMinutes(2))
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(waiting, Task.Run(() => { }, Cancellation));
        }

        Assert.Null(await waiting);
        gate.SetResult(null);
        Assert.True((await engine.WhenAsync(s => s.Session!.Version > session.Version, "the refresh goes on")).Session!.IsUsable(engine.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task While_the_store_is_down_the_refresh_happens_and_no_login_does()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Store.IsDown = true;

        var second = await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
        Assert.True(second!.Version > session.Version);
        await engine.AdvanceToAsync(second.IssuedAt + TimeSpan.FromSeconds(5));
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "scripted.example says no.")));

        Assert.Null(await engine.Account.ReplaceRefusedAsync(second.Version, Cancellation));
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_account_that_was_logged_out_meanwhile_gets_no_token()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        Assert.Null(await engine.Account.LogoutAsync(Cancellation));

        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
        Assert.Empty(engine.Upstream.RefreshTokensSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_a_refused_token()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Clock.JumpWallClock(TimeSpan.FromHours(-1));

        Assert.NotNull(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_of_which_both_tokens_are_refused_is_lost_even_before_its_end(bool refusedBefore)
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Upstream.OnRefresh = (_, _) => RefreshRefused;
        engine.Upstream.Password = "another one";
        if (refusedBefore)
        {
            Assert.NotNull(await engine.Account.RefreshAsync(Cancellation));
            // Only the refresh token was refused so far.
            Assert.True((await engine.GetTokenAsync()).IsAvailable);
        }

        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));

        Assert.Equal((AccountState.Rejected, session.Version), (engine.Snapshot.State, engine.Snapshot.Session!.Version));
        Assert.Null(engine.Snapshot.UsableSession(engine.Clock.GetUtcNow()));
        Assert.Equal(AccountProblemCode.InvalidCredentials, (await engine.GetTokenAsync()).Problem!.Code);

        // The store knows it too: neither a restart nor another look brings the token back.
        await using var after = await engine.RestartAsync();
        await after.WhenStateAsync(AccountState.Rejected);
        Assert.False((await after.GetTokenAsync()).IsAvailable);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
        Assert.Single(engine.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task A_session_of_which_both_tokens_are_refused_is_not_served_while_no_login_can_be_made()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Upstream.OnRefresh = (_, _) => RefreshRefused;
        engine.Upstream.OnLogin = (_, _) => Task.FromResult<LoginResult?>(
            new LoginResult.Failed(new TokenFailure.Transient("server_error", "scripted.example is ill.")));

        Assert.Null(await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation));

        Assert.Equal(AccountState.Unreachable, engine.Snapshot.State);
        Assert.Equal(AccountProblemCode.LoginUnavailable, (await engine.GetTokenAsync()).Problem!.Code);
    }

    [Fact]
    public async Task A_rejection_that_is_only_remembered_is_no_further_failure()
    {
        await using var engine = await Engine.StartAsync();
        var session = await AgedAsync(engine);
        engine.Upstream.OnRefresh = (_, _) => RefreshRefused;
        engine.Upstream.Password = "another one";

        Assert.NotNull(await engine.Account.RefreshAsync(Cancellation));
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(await engine.Account.RefreshAsync(Cancellation));
            await engine.Account.ReplaceRefusedAsync(session.Version, Cancellation);
        }

        Assert.Equal(1, engine.Snapshot.Counters.Failures);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    private static Task<RefreshResult?> RefreshRefused => Task.FromResult<RefreshResult?>(
        new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "scripted.example says no.")));

    private static async Task<Session> AgedAsync(Engine engine)
    {
        var session = (await engine.WhenStateAsync(AccountState.Active)).Session!;
        await engine.AdvanceToAsync(session.IssuedAt + TimeSpan.FromMinutes(1));
        return session;
    }
}
