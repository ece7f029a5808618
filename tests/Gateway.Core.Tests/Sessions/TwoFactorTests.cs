using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Tests.Sessions;

public sealed class TwoFactorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_code_logs_the_account_in()
    {
        await using var engine = await WaitingAsync();

        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));

        Assert.Equal(AccountState.Active, engine.Snapshot.State);
        Assert.Null(engine.Snapshot.Challenge);
        Assert.True((await engine.GetTokenAsync()).IsAvailable);
        Assert.Equal(3, engine.Snapshot.Budget.Remaining);
        await using var restarted = await engine.RestartAsync();
        await restarted.WhenStateAsync(AccountState.Active);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_code_from_before_a_restart_still_works()
    {
        await using var first = await WaitingAsync();
        var reference = first.Snapshot.Challenge!.Reference;

        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.TwoFactorRequired);
        TwoFactorChallenge? seen = null;
        second.Upstream.OnConfirm = (challenge, _) =>
        {
            seen = challenge;
            return Task.FromResult<ConfirmResult?>(null);
        };

        Assert.IsType<CodeSubmission.Accepted>(await second.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        Assert.Equal(reference, seen!.Reference);
        Assert.Single(first.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_right_code_can_be_followed_by_another_one_that_survives_a_restart()
    {
        await using var first = await WaitingAsync();
        first.Upstream.OnConfirm = (challenge, _) => Task.FromResult<ConfirmResult?>(challenge.Kind == "email"
            ? new ConfirmResult.AnotherRequired(challenge with { Kind = "totp", Reference = new Secret("second") })
            : null);

        Assert.IsType<CodeSubmission.Accepted>(await first.Account.SubmitCodeAsync(new Secret("111111"), Cancel));
        Assert.Equal((AccountState.TwoFactorRequired, "totp"), (first.Snapshot.State, first.Snapshot.Challenge!.Kind));
        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.IsType<CodeSubmission.Accepted>(await second.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        Assert.Equal(AccountState.Active, second.Snapshot.State);
        Assert.Single(first.Upstream.PasswordsSent);
        Assert.Equal(["111111", "246810"], first.Upstream.CodesSent);
    }

    [Fact]
    public async Task A_wrong_code_is_told_counted_and_can_be_followed_by_the_right_one()
    {
        await using var engine = await WaitingAsync();

        Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(new Secret("000000"), Cancel));
        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);
        Assert.Equal(1, engine.Snapshot.Challenge!.WrongCodes);
        Assert.Equal("wrong_code", engine.Snapshot.LastError!.Code);
        Assert.Equal(3, engine.Snapshot.Budget.Remaining);

        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
    }

    [Theory]
    [InlineData(" 246810\n", true)]
    [InlineData("246 810", false)]
    [InlineData("24681\u0661", false)]
    [InlineData("246810\0", false)]
    [InlineData("-", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public async Task What_cannot_be_a_code_is_not_sent_and_costs_nothing(string text, bool isCode)
    {
        await using var engine = await WaitingAsync();

        var submission = await engine.Account.SubmitCodeAsync(new Secret(text), Cancel);

        if (isCode)
        {
            Assert.IsType<CodeSubmission.Accepted>(submission);
            Assert.Equal(["246810"], engine.Upstream.CodesSent);
            return;
        }

        Assert.Contains("1 to 64 letters and digits", Assert.IsType<CodeSubmission.Wrong>(submission).Detail, StringComparison.Ordinal);
        Assert.Empty(engine.Upstream.CodesSent);
        Assert.Equal(4, engine.Snapshot.Budget.Remaining);
        Assert.Equal(0, engine.Snapshot.Challenge!.WrongCodes);
    }

    [Fact]
    public async Task A_code_of_a_form_that_the_upstream_never_has_is_not_sent_and_costs_nothing()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.FormOfCode = code => code.Length == 6 ? null : "A code has six digits.";

        foreach (var code in new[] { "123", "12345678" })
        {
            var wrong = Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(new Secret(code), Cancel));
            Assert.StartsWith("A code has six digits. It was not sent, and no attempt is counted.", wrong.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(engine.Upstream.CodesSent);
        Assert.Equal(4, engine.Snapshot.Budget.Remaining);
        Assert.Equal((AccountState.TwoFactorRequired, 0), (engine.Snapshot.State, engine.Snapshot.Challenge!.WrongCodes));
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
    }

    [Fact]
    public async Task Wrong_codes_end_with_the_budget()
    {
        await using var engine = await WaitingAsync();
        for (var i = 0; i < 4; i++)
        {
            Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(new Secret($"00000{i}"), Cancel));
        }

        var failed = Assert.IsType<CodeSubmission.Failed>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));

        Assert.Equal(AccountProblemCode.LoginBudgetExhausted, failed.Problem.Code);
        Assert.Equal(AccountState.BudgetExhausted, engine.Snapshot.State);
        Assert.Equal(4, engine.Upstream.CodesSent.Count);
    }

    [Fact]
    public async Task A_code_that_nobody_waits_for_is_not_sent()
    {
        await using var engine = await Engine.StartAsync();
        var before = await engine.WhenStateAsync(AccountState.Active);

        Assert.IsType<CodeSubmission.NotExpected>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));

        Assert.Empty(engine.Upstream.CodesSent);
        Assert.Equal(before.Session, engine.Snapshot.Session);
        Assert.Equal(AccountState.Active, engine.Snapshot.State);
    }

    [Fact]
    public async Task A_code_after_its_time_is_not_sent_and_nothing_is_mailed_in_the_night()
    {
        await using var engine = await WaitingAsync();
        await engine.AdvanceToAsync(engine.Snapshot.Challenge!.ExpiresAt);
        await engine.WhenAsync(s => s.Problem!.Detail.Contains("code lapsed", StringComparison.Ordinal), "code lapsed");

        Assert.IsType<CodeSubmission.NotExpected>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        await engine.AdvanceToAsync(engine.Clock.GetUtcNow() + TimeSpan.FromHours(12));

        Assert.Empty(engine.Upstream.CodesSent);
        Assert.Single(engine.Upstream.PasswordsSent);
        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);
    }

    [Fact]
    public async Task While_a_code_can_be_given_no_login_restart_or_request_starts_another()
    {
        await using var first = await WaitingAsync();
        await using var second = await first.RestartAsync();
        await second.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.Equal(AccountProblemCode.TwoFactorRequired, (await second.Account.LoginAsync(force: false, Cancel))!.Code);
        Assert.Equal(AccountProblemCode.TwoFactorRequired, (await second.Account.RefreshAsync(Cancel))!.Code);
        Assert.False((await second.GetTokenAsync()).IsAvailable);

        Assert.Single(first.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_login_after_the_code_has_lapsed_asks_for_a_new_one()
    {
        await using var engine = await WaitingAsync();
        var first = engine.Snapshot.Challenge!;
        await engine.AdvanceToAsync(first.ExpiresAt);

        await engine.Account.LoginAsync(force: false, Cancel);

        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
        Assert.NotEqual(first.Reference, engine.Snapshot.Challenge!.Reference);
    }

    [Fact]
    public async Task A_challenge_that_the_upstream_gave_up_has_lapsed()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.ChallengeOver("Too many tries."));

        Assert.IsType<CodeSubmission.Wrong>(await engine.Account.SubmitCodeAsync(new Secret("1"), Cancel));

        Assert.Contains("code lapsed", engine.Snapshot.Problem!.Detail, StringComparison.Ordinal);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task A_code_whose_answer_is_lost_leaves_the_challenge_as_it_was()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.Failed(new("timeout", "Too slow.")));

        var failed = Assert.IsType<CodeSubmission.Failed>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
        Assert.Contains("Too slow.", failed.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);

        engine.Upstream.OnConfirm = null;
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));
    }

    [Fact]
    public async Task A_code_is_not_sent_while_its_attempt_cannot_be_recorded()
    {
        await using var engine = await WaitingAsync();
        engine.Store.FailsToSave = true;

        Assert.IsType<CodeSubmission.Failed>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));

        Assert.Empty(engine.Upstream.CodesSent);
    }

    [Fact]
    public async Task A_code_is_sent_again_three_times_at_most()
    {
        await using var engine = await WaitingAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await engine.Account.ResendCodeAsync(Cancel));
        }

        Assert.NotNull(await engine.Account.ResendCodeAsync(Cancel));

        Assert.Equal(3, engine.Upstream.Resends);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task An_upstream_that_cannot_send_again_gets_a_new_login_within_the_budget()
    {
        await using var engine = await WaitingAsync();
        engine.Upstream.CanResend = false;
        var first = engine.Snapshot.Challenge!;

        Assert.Null(await engine.Account.ResendCodeAsync(Cancel));

        Assert.NotEqual(first.Reference, engine.Snapshot.Challenge!.Reference);
        Assert.Equal(2, engine.Upstream.PasswordsSent.Count);
    }

    [Fact]
    public async Task Totp_logs_in_without_a_person_and_uses_no_step_twice()
    {
        var secret = new SecretReference.Inline("x", new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Totp(secret) },
            e =>
            {
                e.Upstream.WantsCode = true;
                e.Upstream.OnConfirm = (_, _) => Task.FromResult<ConfirmResult?>(new ConfirmResult.Granted(e.Upstream.Grant()));
            });
        var first = await engine.WhenStateAsync(AccountState.Active);
        var step = (await engine.Store.LoadAsync(engine.Account.Definition.Name, Cancel)).Value!.Totp!.Step;
        Assert.Equal(Totp.StepAt(engine.Clock.GetUtcNow()), step);

        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Account.LoginAsync(force: true, Cancel);
        await engine.WhenAsync(s => s.Session!.Version > first.Session!.Version, "a second login");

        Assert.Equal(2, engine.Upstream.CodesSent.Distinct().Count());
        Assert.Equal(step + 2, (await engine.Store.LoadAsync(engine.Account.Definition.Name, Cancel)).Value!.Totp!.Step);
    }

    [Fact]
    public async Task A_code_can_be_given_while_the_old_token_is_still_good()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(AccountState.Active);
        engine.Upstream.WantsCode = true;

        Assert.Equal(AccountProblemCode.TwoFactorRequired, (await engine.Account.LoginAsync(force: true, Cancel))!.Code);
        Assert.Equal(AccountState.TwoFactorRequired, engine.Snapshot.State);
        Assert.Same(first.Session, (await engine.GetTokenAsync()).Session);
        Assert.IsType<CodeSubmission.Accepted>(await engine.Account.SubmitCodeAsync(new Secret("246810"), Cancel));

        Assert.True(engine.Snapshot.Session!.Version > first.Session!.Version);
    }

    [Fact]
    public async Task A_command_brings_the_code()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["echo", "246810"]) }, e => e.Upstream.WantsCode = true);

        await engine.WhenStateAsync(AccountState.Active);

        Assert.Equal(["246810"], engine.Upstream.CodesSent);
    }

    [Fact]
    public async Task A_code_that_was_refused_is_not_sent_again_by_its_source()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["echo", "111222"]) }, e => e.Upstream.WantsCode = true);
        var refused = await engine.WhenAsync(s => s.LastError?.Code == "wrong_code", "the refusal");

        await engine.AdvanceToAsync(refused.RetryAt!.Value);
        var again = await engine.WhenAsync(s => s.LastError?.Code == "refused_code_again", "the same code again");

        Assert.Equal(["111222"], engine.Upstream.CodesSent);
        Assert.Equal(3, again.Budget.Remaining);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_code_and_keeps_the_login()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["sleep", "600"]) }, e => e.Upstream.WantsCode = true);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);

        await engine.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.NotNull((await engine.Store.LoadAsync(engine.Account.Definition.Name, Cancel)).Value!.Challenge);
    }

    [Fact]
    public async Task A_command_that_fails_is_tried_again_with_pauses_and_told()
    {
        await using var engine = await Engine.StartAsync(
            account => account with { TwoFactor = new TwoFactorSettings.Command(["sh", "-c", "exit 7"]) }, e => e.Upstream.WantsCode = true);

        var failed = await engine.WhenAsync(s => s.LastError is not null, "a failure");

        Assert.Contains("exit code 7", failed.Problem!.Detail, StringComparison.Ordinal);
        Assert.True(failed.RetryAt > engine.Clock.GetUtcNow());
        Assert.Empty(engine.Upstream.CodesSent);
        Assert.Single(engine.Upstream.PasswordsSent);
    }

    [Fact]
    public async Task Unlock_ends_a_rejection_and_clears_the_budget()
    {
        await using var engine = await Engine.StartAsync(prepare: e => e.Credentials.Password = "wrong");
        await engine.WhenStateAsync(AccountState.Rejected);
        engine.Upstream.Password = "wrong";

        Assert.Null(await engine.Account.UnlockAsync(Cancel));

        await engine.WhenStateAsync(AccountState.Active);
        Assert.Equal(4, engine.Snapshot.Budget.Remaining);
    }

    [Fact]
    public async Task Unlock_does_not_end_a_logout()
    {
        await using var engine = await Engine.StartAsync();
        await engine.WhenStateAsync(AccountState.Active);
        await engine.Account.LogoutAsync(Cancel);

        await engine.Account.UnlockAsync(Cancel);

        Assert.Equal(AccountState.LoggedOut, engine.Snapshot.State);
    }

    private static async Task<Engine> WaitingAsync()
    {
        var engine = await Engine.StartAsync(prepare: e => e.Upstream.WantsCode = true);
        await engine.WhenStateAsync(AccountState.TwoFactorRequired);
        return engine;
    }
}
