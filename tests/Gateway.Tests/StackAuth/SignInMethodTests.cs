using System.Net;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>The ways in: password with TOTP, mailed code, server session; and what no way leads past.</summary>
public sealed class SignInMethodTests
{
    private const string TotpSecret = "MNQW4YLSPEWXI33UOAWXGZLDOJSXI==="; // "canary-totp-secret" in base32
    private const string ServerKey = $"--Gateway:Upstreams:stack:SecretServerKey={StackAuthService.DefaultSecretServerKey}";

    private static readonly string[] Totp = ["--Gateway:Accounts:bot:TwoFactor:Source=Totp", $"--Gateway:Accounts:bot:TwoFactor:TotpSecret={TotpSecret}"];

    private static readonly string[] Otp =
        ["--Gateway:Accounts:bot:Method=Otp", "--Gateway:Accounts:bot:OtpCallbackUrl=https://yourapp.com/handler", "--Gateway:Accounts:bot:Password="];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_totp_needs_no_person_and_no_step_is_used_twice()
    {
        await using var scene = await StackScene.ActiveAsync(WantTotp, Totp);
        Assert.Equal((1, 1), (scene.Stack.Count(StackAuthOperations.SignIn), scene.Stack.Count(StackAuthOperations.MfaSignIn)));

        // The server would take the same code again.
        var version = scene.Account().Snapshot.Session!.Version;
        _ = scene.Account().LoginAsync(force: true, Cancel);
        await scene.Stack.WaitForCallsAsync(StackAuthOperations.SignIn, 2, Cancel);
        await PassTimeUntilAsync(scene, () => scene.Stack.Count(StackAuthOperations.MfaSignIn) == 2);
        await scene.WhenAsync(s => s.Session?.Version > version);

        AssertStepsDiffer(scene, 2);
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
    }

    [Fact]
    public async Task A_totp_that_came_too_late_is_followed_by_the_next_with_the_same_attempt()
    {
        Gate? gate = null;
        await using var scene = await StackScene.StartAsync(
            stack =>
            {
                WantTotp(stack);
                gate = stack.Knobs.Hold(StackAuthOperations.MfaSignIn);
            },
            Totp);
        await gate!.ReachedAsync(cancellationToken: Cancel);
        // The server takes the code of the current step only.
        scene.Clock.Advance(TimeSpan.FromSeconds(27));
        gate.Release();
        await scene.WhenAsync(s => s.LastError?.Code == "wrong_code");

        await PassTimeUntilAsync(scene, () => scene.Stack.Count(StackAuthOperations.MfaSignIn) == 2);
        await scene.WhenStateAsync(AccountState.Active);

        AssertStepsDiffer(scene, 2);
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task An_attempt_that_is_over_begins_again_at_the_password()
    {
        await using var scene = await StackScene.StartAsync(
            stack =>
            {
                WantTotp(stack);
                stack.Knobs.CodeTries = 0;
            },
            Totp);
        await scene.WhenAsync(s => s.LastError?.Code == "wrong_code");
        scene.Stack.Knobs.CodeTries = 20;

        await PassTimeUntilAsync(scene, () => scene.Account().Snapshot.State == AccountState.Active);

        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
        AssertStepsDiffer(scene, 2);
    }

    [Fact]
    public async Task A_mailed_code_is_waited_for_and_taken()
    {
        await using var scene = await StackScene.StartAsync(null, Otp);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);
        var mail = Assert.Single(scene.Stack.Mails);
        Assert.Contains("\"kind\":\"email\",\"sentTo\":\"b***@example.com\"", await scene.StatusAsync(), StringComparison.Ordinal);

        var (wrong, _) = await scene.PostAsync("two-factor", new { code = mail.Code == "000000" ? "111111" : "000000" });
        // The code's other part survives a restart.
        await scene.RestartGatewayAsync();
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);
        var (right, _) = await scene.PostAsync("two-factor", new { code = mail.Code });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (wrong, right));
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Assert.Single(scene.Stack.Mails);
        Assert.Equal(0, scene.Stack.PasswordAttempts);
        Scan(scene);
    }

    [Fact]
    public async Task A_code_that_is_sent_again_counts_in_the_budget_and_takes_the_place_of_the_first()
    {
        await using var scene = await StackScene.StartAsync(null, [.. Otp, "--Gateway:Accounts:bot:LoginBudget=3"]);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.Equal(HttpStatusCode.OK, (await scene.PostAsync("two-factor/resend")).Status);
        Assert.Equal(HttpStatusCode.OK, (await scene.PostAsync("two-factor", new { code = scene.Stack.Mails[1].Code })).Status);

        Assert.Equal(2, scene.Stack.Mails.Count);
        Assert.Contains("\"loginBudget\":{\"limit\":3,\"remaining\":0", await scene.StatusAsync(), StringComparison.Ordinal);
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
    }

    [Fact]
    public async Task A_program_brings_the_mailed_code()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-codes");
        var code = Path.Combine(folder.FullName, "code");
        await using var scene = await StackScene.StartAsync(
            null,
            [
                .. Otp,
                "--Gateway:Accounts:bot:TwoFactor:Source=Command",
                "--Gateway:Accounts:bot:TwoFactor:Command:0=sh",
                "--Gateway:Accounts:bot:TwoFactor:Command:1=-c",
                $"--Gateway:Accounts:bot:TwoFactor:Command:2=while ! test -s {code}; do sleep 0.05; done; cat {code}",
            ]);
        await scene.Stack.WaitForCallsAsync(StackAuthOperations.SendCode, 1, Cancel);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);

        await File.WriteAllTextAsync(code + ".new", Assert.Single(scene.Stack.Mails).Code + "\n", Cancel);
        File.Move(code + ".new", code);
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Scan(scene);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task After_the_mailed_code_the_totp_is_asked_for()
    {
        await using var scene = await StackScene.StartAsync(WantTotp, Otp);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);

        await scene.PostAsync("two-factor", new { code = Assert.Single(scene.Stack.Mails).Code });

        var waiting = await scene.WhenAsync(s => s.Challenge?.Kind == "totp");
        Assert.Equal(AccountState.TwoFactorRequired, waiting.State);
        Assert.Equal(TimeSpan.FromMinutes(5), waiting.Challenge!.ExpiresAt - waiting.Challenge.RequestedAt);
    }

    [Fact]
    public async Task A_server_session_needs_no_password_and_no_totp_and_is_made_anew_when_it_is_gone()
    {
        string? userId = null;
        await using var scene = await ServerSessionAsync(stack =>
        {
            WantTotp(stack);
            userId = stack.DefaultUser.Id;
        });
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Assert.Contains($"\"userId\":\"{userId}\"", await scene.StatusAsync(), StringComparison.Ordinal);

        await scene.RefreshAsync();
        Assert.Equal((1, 1), (scene.Stack.Count(StackAuthOperations.CreateSession), scene.Stack.Count(StackAuthOperations.Refresh)));

        scene.Stack.RevokeSessions();
        await scene.RefreshAsync();

        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.CreateSession));
        Assert.Equal(0, scene.Stack.Count(StackAuthOperations.SignIn));
        Assert.Contains("\"remaining\":3", await scene.StatusAsync(), StringComparison.Ordinal);
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        // Callers' requests go with the user's rights.
        Assert.All(scene.Stack.Calls.Where(call => call.Operation == StackAuthOperations.Me), call => Assert.Equal("client", call.AccessType));
    }

    [Fact]
    public async Task A_user_who_is_not_there_is_a_rejection()
    {
        await using var scene = await ServerSessionAsync(stack => stack.DeleteUser(stack.DefaultUser), AccountState.Rejected);

        Assert.Contains("USER_ID_DOES_NOT_EXIST", scene.Account().Snapshot.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_is_set_up_wrongly_is_told_and_not_asked_again_until_unlock()
    {
        await using var scene = await StackScene.StartAsync(stack => stack.DefaultProject.PasswordEnabled = false);
        await scene.WhenStateAsync(AccountState.Rejected);
        var (status, body) = await scene.SendAsync(HttpMethod.Get, "/api/v1/users/me");

        scene.Clock.Advance(TimeSpan.FromHours(2));
        await scene.RestartGatewayAsync();
        await scene.WhenStateAsync(AccountState.Rejected);
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));

        scene.Stack.DefaultProject.PasswordEnabled = true;
        await scene.PostAsync("unlock");
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"invalid_credentials\"", body, StringComparison.Ordinal);
        Assert.Contains("PASSWORD_AUTHENTICATION_NOT_ENABLED", body, StringComparison.Ordinal);
        Assert.Contains("gateway unlock bot", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_corrected_in_its_file_is_tried_without_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-key");
        var file = Path.Combine(folder.FullName, "key");
        await File.WriteAllTextAsync(file, "pck_of_another_project", Cancel);
        await using var scene = await StackScene.StartAsync(
            null, "--Gateway:Upstreams:stack:PublishableClientKey=", $"--Gateway:Upstreams:stack:PublishableClientKeyFile={file}");
        var rejected = await scene.WhenStateAsync(AccountState.Rejected);
        Assert.Contains("INVALID_PUBLISHABLE_CLIENT_KEY", rejected.Problem!.Detail, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, StackAuthService.DefaultPublishableClientKey, Cancel);
        await PassTimeUntilAsync(scene, () => scene.Account().Snapshot.State == AccountState.Active);

        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_wrong_password_is_sent_once()
    {
        await using var scene = await StackScene.StartAsync(null, "--Gateway:Accounts:bot:Password=canary-wrong-password");
        await scene.WhenStateAsync(AccountState.Rejected);
        scene.Clock.Advance(TimeSpan.FromHours(2));
        await scene.RestartGatewayAsync();
        var rejected = await scene.WhenStateAsync(AccountState.Rejected);

        Assert.Contains("EMAIL_PASSWORD_MISMATCH", rejected.Problem!.Detail, StringComparison.Ordinal);
        Assert.Equal(1, scene.Stack.PasswordAttempts);
        Scan(scene, "canary-wrong-password");
    }

    [Fact]
    public async Task Another_project_gets_no_session_of_this_one()
    {
        await using var scene = await StackScene.ActiveAsync();
        var other = scene.Stack.AddProject();
        scene.Stack.AddUser(StackAuthService.DefaultEmail, StackAuthService.DefaultPassword, other);

        await scene.RestartGatewayAsync(
            $"--Gateway:Upstreams:stack:ProjectId={other.Id}", $"--Gateway:Upstreams:stack:PublishableClientKey={other.PublishableClientKey}");
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task Nothing_secret_is_logged_or_answered_or_stored_in_clear()
    {
        MisbehaviourKind[] kinds =
        [
            MisbehaviourKind.ServerError500, MisbehaviourKind.BadGateway502, MisbehaviourKind.MaintenanceHtml200, MisbehaviourKind.ForbiddenHtml403,
            MisbehaviourKind.EmptyBody, MisbehaviourKind.GarbageJson, MisbehaviourKind.CloseConnection, MisbehaviourKind.TooManyRequests,
        ];
        await using var scene = await StackScene.StartAsync(
            stack =>
            {
                WantTotp(stack);
                stack.Knobs.Misbehave(StackAuthOperations.SignIn, MisbehaviourKind.MaintenanceHtml200);
                stack.Knobs.Misbehave(StackAuthOperations.MfaSignIn, MisbehaviourKind.ServerError500);
            },
            [.. Totp, ServerKey, "--Gateway:Accounts:bot:LoginBudget=100"]);
        await PassTimeUntilAsync(scene, () => scene.Account().Snapshot.State == AccountState.Active);
        foreach (var kind in kinds)
        {
            scene.Stack.Knobs.Misbehave(StackAuthOperations.Refresh, kind);
            await scene.PostAsync("refresh");
        }

        await scene.SendAsync(HttpMethod.Get, "/api/v1/users/me?x=1");
        await scene.StatusAsync();
        await scene.PostAsync("logout");

        Assert.Equal(kinds.Length, scene.Stack.Count(StackAuthOperations.Refresh));
        Scan(scene, TotpSecret, TotpSecret.TrimEnd('='), "canary-totp-secret");
    }

    private static async Task<StackScene> ServerSessionAsync(Action<StackAuthService> prepare, AccountState state = AccountState.Active)
    {
        var userId = string.Empty;
        var scene = await StackScene.StartAsync(
            stack =>
            {
                userId = stack.DefaultUser.Id;
                prepare(stack);
            },
            ServerKey,
            "--Gateway:Accounts:bot:Method=ServerSession",
            "--Gateway:Accounts:bot:UserId={user}",
            "--Gateway:Accounts:bot:Email=",
            "--Gateway:Accounts:bot:Password=");
        Assert.NotEmpty(userId);
        await scene.WhenStateAsync(state);
        return scene;
    }

    private static void WantTotp(StackAuthService stack) => stack.DefaultUser.AuthenticatorKey = "canary-totp-secret"u8.ToArray();

    // Pauses and time steps lie between; what is waited for happens on other threads, and time stands still while a call is under way.
    private static async Task PassTimeUntilAsync(StackScene scene, Func<bool> condition)
    {
        for (var seconds = 0; seconds < 280 && !condition();)
        {
            if (scene.Stack.Calls.All(call => call.Status != 0))
            {
                scene.Clock.Advance(TimeSpan.FromSeconds(1));
                seconds++;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        Assert.True(condition(), $"Last: {scene.Account().Snapshot.State}, {scene.Account().Snapshot.Problem?.Detail}");
    }

    private static void AssertStepsDiffer(StackScene scene, int count)
    {
        var totps = scene.Stack.Calls.Where(call => call.Operation == StackAuthOperations.MfaSignIn).Select(call => call.Totp!).ToList();
        Assert.Equal(count, totps.Count);
        Assert.Equal(count, totps.Distinct(StringComparer.Ordinal).Count());
    }

    private static void Scan(StackScene scene, params string[] more) => SecretScan.AssertNone(
        [
            .. scene.Stack.Calls.SelectMany(call => new[] { call.AccessToken, call.RefreshToken, call.Totp }).OfType<string>(),
            .. scene.Stack.Mails.SelectMany(mail => new[] { mail.Code, mail.Link[(mail.Link.IndexOf("code=", StringComparison.Ordinal) + 5)..] }),
            StackAuthService.DefaultPassword, StackAuthService.DefaultPublishableClientKey, StackAuthService.DefaultSecretServerKey,
            .. more,
        ],
        scene.Log.ToString(),
        scene.Answers,
        scene.StateFolder);
}
