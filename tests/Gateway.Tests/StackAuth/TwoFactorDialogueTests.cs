using System.Net;
using Gateway.Core.Sessions;
using Gateway.Core.TwoFactor;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>A client asks its person for the TOTP that the gateway waits for.</summary>
public sealed class TwoFactorDialogueTests
{
    private const string CallerKey = "stack-bot-key-0123456789abcdef";
    private static readonly byte[] Authenticator = "canary-totp-secret"u8.ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_code_of_a_client_logs_the_gateway_in(bool hasKeys)
    {
        await using var scene = await WaitingAsync(hasKeys ? [$"--Gateway:Inbound:Callers:bot:Key={CallerKey}"] : []);
        var client = new StackClient(scene);

        var wanted = await client.SignInAsync(hasKeys ? CallerKey : "dummy");
        Assert.Equal((HttpStatusCode.BadRequest, "MULTI_FACTOR_AUTHENTICATION_REQUIRED"), (client.Status, client.Code));
        Assert.Equal(["code", "details", "error"], wanted!.AsObject().Select(member => member.Key));
        var attempt = StackClient.Field(wanted["details"], "attempt_code");

        var right = TotpNow(scene);
        await client.ConfirmAsync(right == "000000" ? "111111" : "000000", attempt, "x-hexclave-override-error-status: true");
        Assert.Equal((HttpStatusCode.OK, "INVALID_TOTP_CODE", "400"), (client.Status, client.Code, client.Headers["x-stack-actual-status"]));
        var tokens = await client.ConfirmAsync(right, attempt);

        Assert.Equal(["access_token", "refresh_token", "is_new_user", "user_id"], tokens!.AsObject().Select(member => member.Key));
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(tokens, "access_token")));
        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.MfaSignIn));
        LoginAnswerTests.AssertOneLoginAndNoSecrets(scene, client);
    }

    [Fact]
    public async Task Somebody_who_comes_second_gets_the_session()
    {
        await using var scene = await WaitingAsync();
        var client = new StackClient(scene);
        var attempt = StackClient.Field((await client.SignInAsync())!["details"], "attempt_code");
        await client.ConfirmAsync(TotpNow(scene), attempt);

        var second = await client.ConfirmAsync("000000", attempt);

        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(second, "access_token")));
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.MfaSignIn));
    }

    [Fact]
    public async Task A_sign_in_that_has_lapsed_is_begun_again_by_the_next()
    {
        await using var scene = await WaitingAsync();
        var client = new StackClient(scene);
        var attempt = StackClient.Field((await client.SignInAsync())!["details"], "attempt_code");
        scene.Clock.Advance(TimeSpan.FromMinutes(6));

        await client.ConfirmAsync(TotpNow(scene), attempt);
        Assert.Equal((HttpStatusCode.BadRequest, "VERIFICATION_CODE_EXPIRED"), (client.Status, client.Code));
        Assert.Equal(0, scene.Stack.Count(StackAuthOperations.MfaSignIn));
        var again = await client.SignInAsync();

        var tokens = await client.ConfirmAsync(TotpNow(scene), StackClient.Field(again!["details"], "attempt_code"));
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(tokens, "access_token")));
        Assert.Equal(2, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task An_attempt_code_is_no_access_token_and_no_refresh_token()
    {
        await using var scene = await WaitingAsync();
        var client = new StackClient(scene);
        var attempt = StackClient.Field((await client.SignInAsync())!["details"], "attempt_code");

        await client.RefreshAsync(attempt);
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        await client.AskWhoseAsync(attempt);
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    private static async Task<StackScene> WaitingAsync(params string[] settings)
    {
        var scene = await StackScene.StartAsync(stack => stack.DefaultUser.AuthenticatorKey = Authenticator, settings);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);
        return scene;
    }

    private static string TotpNow(StackScene scene) => Totp.Compute(Authenticator, Totp.StepAt(scene.Clock.GetUtcNow()));
}
