using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

/// <summary>What becomes of a login that waits for a code when the budget ends, the session is refreshed, an answer is lost or the process restarts.</summary>
public sealed class PendingCodeTests
{
    private const int CodeDropped = 1011;

    private static readonly Secret Right = new("246810");
    private static readonly Secret Wrong = new("000000");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("standing", "attempts left", AccountState.TwoFactorRequired)]
    [InlineData("standing", "none left", AccountState.BudgetExhausted)]
    [InlineData("lapsed", "attempts left", AccountState.TwoFactorRequired)]
    [InlineData("lapsed", "none left", AccountState.BudgetExhausted)]
    public async Task What_the_account_is_in_depends_on_code_and_budget_alone_before_and_after_a_restart(string code, string budget, AccountState state)
    {
        await using var first = await WaitingAsync(account => account with { LoginBudget = 2 });
        var challenge = first.Snapshot.Challenge!;
        if (budget == "none left")
        {
            Assert.IsType<CodeSubmission.Wrong>(await first.Account.SubmitCodeAsync(Wrong, Cancel));
        }

        if (code == "lapsed")
        {
            await first.AdvanceToAsync(challenge.ExpiresAt);
        }

        await AssertAsync(first);
        await using var second = await first.RestartAsync(account => account with { LoginBudget = 2 });
        await AssertAsync(second);

        async Task AssertAsync(Engine engine)
        {
            var before = await engine.WhenStateAsync(state);
            Assert.Equal(challenge.Reference, before.Challenge!.Reference);
            var sent = engine.Upstream.CodesSent.Count;
            if (code == "lapsed")
            {
                Assert.IsType<CodeSubmission.NotExpected>(await engine.Account.SubmitCodeAsync(Right, Cancel));
            }
            else if (budget == "none left")
            {
                var failed = Assert.IsType<CodeSubmission.Failed>(await engine.Account.SubmitCodeAsync(Right, Cancel));
                Assert.Equal(AccountProblemCode.LoginBudgetExhausted, failed.Problem.Code);
            }

            Assert.Equal(state, engine.Snapshot.State);
            Assert.Equal(challenge.Reference, engine.Snapshot.Challenge!.Reference);
            Assert.Equal(sent, engine.Upstream.CodesSent.Count);
            Assert.Single(engine.Upstream.PasswordsSent);
            Assert.Equal(budget == "none left", engine.Snapshot.Problem!.Detail.Contains("gateway unlock bot", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_attempts_are_back_the_same_code_is_wanted(bool byUnlock)
    {
        await using var engine = await WaitingAsync(account => account with { LoginBudget = 2, CodeLifetime = TimeSpan.FromHours(2) });
        var challenge = engine.Snapshot.Challenge!;
        await engine.Account.SubmitCodeAsync(Wrong, Cancel);
        var exhausted = await engine.WhenStateAsync(AccountState.BudgetExhausted);
        Assert.Equal(exhausted.Budget.ResetsAt, exhausted.DueAt);

        if (byUnlock)
        {
            Assert.Null(await engine.Account.UnlockAsync(Cancel));
        }
        else
        {
            await engine.AdvanceToAsync(exhausted.DueAt!.Value);
        }

        var waiting = await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        Assert.Equal(challenge.Reference, waiting.Challenge!.Reference);
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(Right, Cancel));
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_forced_login_without_budget_loses_no_code_that_can_be_given()
    {
        await using var engine = await WaitingAsync(account => account with { LoginBudget = 1 });
        var challenge = engine.Snapshot.Challenge!;

        Assert.Equal(AccountProblemCode.LoginBudgetExhausted, (await engine.Account.LoginAsync(force: true, Cancel))!.Code);
        Assert.Equal(challenge.Reference, engine.Snapshot.Challenge!.Reference);

        await engine.Account.UnlockAsync(Cancel);
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(Right, Cancel));
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_code_that_a_refresh_makes_needless_is_told()
    {
        await using var engine = await ForcedAsync();

        Assert.Null(await engine.Account.RefreshAsync(Cancel));

        AssertDropped(engine);
        Assert.IsType<CodeSubmission.NotExpected>(await engine.Account.SubmitCodeAsync(Right, Cancel));
    }

    [Fact]
    public async Task A_code_that_the_first_refresh_after_a_restart_makes_needless_is_told()
    {
        await using var first = await Engine.StartAsync();
        var active = await first.WhenStateAsync(AccountState.Active);
        await first.AdvanceToAsync(active.RefreshAt!.Value - TimeSpan.FromMinutes(5));
        first.Upstream.WantsCode = true;
        await first.Account.LoginAsync(force: true, Cancel);
        await first.StopAsync();
        first.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(30));

        await using var second = await first.RestartAsync();
        await second.WhenAsync(s => s.State == AccountState.Active && s.Session!.LastRefreshAt is not null, "the refresh");

        AssertDropped(second);
    }

    [Fact]
    public async Task A_lapsed_code_that_a_refresh_ends_is_not_told()
    {
        await using var engine = await ForcedAsync();
        await engine.AdvanceToAsync(engine.Snapshot.Challenge!.ExpiresAt);
        await engine.WhenAsync(s => s.Problem!.Detail.Contains("code lapsed", StringComparison.Ordinal), "code lapsed");
        Assert.Contains("gateway login bot --force", engine.Snapshot.Problem!.Detail, StringComparison.Ordinal);

        Assert.Null(await engine.Account.RefreshAsync(Cancel));

        Assert.Null(engine.Snapshot.LastError);
        Assert.Empty(engine.Logs.WithId(CodeDropped));
    }

    [Fact]
    public async Task A_code_beside_a_good_token_is_still_wanted_after_a_restart_and_the_token_is_still_refreshed()
    {
        await using var first = await ForcedAsync();
        await using var second = await first.RestartAsync();

        var waiting = await second.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.True((await second.GetTokenAsync()).IsAvailable);
        Assert.NotNull(waiting.RefreshAt);
        await second.AdvanceToAsync(waiting.Challenge!.ExpiresAt);
        await second.WhenAsync(s => s.DueAt == waiting.RefreshAt, "the refresh planned");
        await second.AdvanceToAsync(waiting.RefreshAt.Value);
        await second.WhenStateAsync(AccountState.Active);
        Assert.Single(second.Upstream.RefreshTokensSent);
    }

    [Fact]
    public async Task An_operators_login_ends_a_lapsed_code_beside_a_good_token()
    {
        await using var engine = await ForcedAsync();
        await engine.AdvanceToAsync(engine.Snapshot.Challenge!.ExpiresAt);

        Assert.Null(await engine.Account.LoginAsync(force: false, Cancel));

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.Active);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task A_failed_refresh_keeps_the_code_that_is_waited_for()
    {
        await using var engine = await ForcedAsync();
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(new RefreshResult.Failed(new TokenFailure.Transient("timeout", "Too slow.")));

        Assert.NotNull(await engine.Account.RefreshAsync(Cancel));

        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);
        Assert.NotNull(engine.Snapshot.Challenge);
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(Right, Cancel));
    }

    [Theory]
    [InlineData("246810", "with this code")]
    [InlineData("135791", "with another code")]
    public async Task A_refusal_after_a_lost_answer_says_that_the_code_may_have_been_accepted_before(string second, string told)
    {
        await using var first = await WaitingAsync();
        first.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.Failed(new("timeout", "Too slow.")));
        var lost = Assert.IsType<CodeSubmission.Failed>(await first.Account.SubmitCodeAsync(Right, Cancel));
        Assert.Contains("Whether the code was accepted is not known", lost.Problem.Detail, StringComparison.Ordinal);
        await using var engine = await first.RestartAsync();
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.ChallengeOver("No such login."));

        var over = Assert.IsType<CodeSubmission.NotExpected>(await engine.Account.SubmitCodeAsync(new Secret(second), Cancel));

        Assert.Contains($"An earlier attempt {told} got no answer and may have been accepted", over.Detail, StringComparison.Ordinal);
        Assert.Contains("gateway login bot", over.Detail, StringComparison.Ordinal);
        Assert.Equal("code_unanswered", engine.Snapshot.LastError!.Code);
        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_code_in_doubt_that_is_called_wrong_says_so_and_another_can_be_given()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.Failed(new("timeout", "Too slow.")));
        await engine.Account.SubmitCodeAsync(Wrong, Cancel);
        engine.Upstream.OnConfirm = null;

        var wrong = Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(Wrong, Cancel));

        Assert.Contains("An earlier attempt with this code got no answer", wrong.Detail, StringComparison.Ordinal);
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(Right, Cancel));
    }

    [Fact]
    public async Task A_code_that_surely_never_left_leaves_no_doubt()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.Failed(new("unreachable", "Nobody there.", Sent: false)));
        await engine.Account.SubmitCodeAsync(Right, Cancel);
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.ChallengeOver("Too many tries."));

        var refused = Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(Right, Cancel));

        Assert.DoesNotContain("earlier attempt", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(3, engine.Snapshot.Budget.Remaining);
    }

    [Fact]
    public async Task An_attempt_is_shown_while_its_answer_is_awaited()
    {
        var answer = new TaskCompletionSource<LoginResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = await Engine.StartAsync(prepare: e => e.Upstream.OnLogin = (_, _) => answer.Task);

        var during = await engine.WhenAsync(s => s.Budget.Remaining == 4, "the attempt");

        Assert.Equal(AccountState.LoggingIn, during.State);
        answer.SetResult(null);
        await engine.WhenStateAsync(AccountState.Active);
        Assert.Equal(4, engine.Snapshot.Budget.Remaining);
    }

    private static void AssertDropped(Engine engine)
    {
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.Null(engine.Snapshot.Challenge);
        Assert.Equal("code_dropped", engine.Snapshot.LastError!.Code);
        Assert.Contains("gateway login bot --force", engine.Snapshot.LastError.Message, StringComparison.Ordinal);
        Assert.Single(engine.Logs.WithId(CodeDropped));
    }

    private static async Task<Engine> WaitingAsync(Func<AccountDefinition, AccountDefinition>? configure = null)
    {
        var engine = await Engine.StartAsync(configure, e => e.Upstream.WantsCode = true);
        await engine.WhenAsync(s => s.Challenge is not null, "a challenge");
        return engine;
    }

    // Active, and an operator's forced login waits for a code.
    private static async Task<Engine> ForcedAsync()
    {
        var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.WantsCode = true;
        await engine.Account.LoginAsync(force: true, Cancel);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        return engine;
    }
}
