using Gateway.Core.Sessions;
using Gateway.Core.TwoFactor;
using Gateway.Testing;
using Gateway.Tests.StackAuth;
using Sandbox.StackAuth;

namespace Gateway.Tests.Clients;

/// <summary>
/// Clients of Stack Auth, unmodified but for the base URL: first directly against the project, then through the gateway with credentials
/// that are none. Both runs must say the same.
/// </summary>
public sealed class StackClientTests
{
    private const string Key = "stack-bot-key-0123456789abcdef";
    private static readonly byte[] Authenticator = "an authenticator key"u8.ToArray();

    private static readonly Dictionary<string, string> Real = new()
    {
        ["PROJECT_ID"] = StackAuthService.DefaultProjectId,
        ["PUBLISHABLE_CLIENT_KEY"] = StackAuthService.DefaultPublishableClientKey,
        ["SECRET_SERVER_KEY"] = StackAuthService.DefaultSecretServerKey,
    };

    private static readonly Dictionary<string, string> Dummy = new()
    {
        ["PROJECT_ID"] = "00000000-0000-4000-8000-000000000000",
        ["PUBLISHABLE_CLIENT_KEY"] = "pck_dummy",
        ["SECRET_SERVER_KEY"] = "ssk_dummy",
    };

    [Theory]
    [InlineData("stackframe-js-2-8-108", false)]
    [InlineData("stackframe-js-2-8-108", true)]
    [InlineData("stackframe-js-2-8-77", false)]
    [InlineData("stackframe-js-2-8-77", true)]
    public Task The_official_sdk_of_npm(string sdk, bool hasKeys) => CompareAsync(With(ClientScript.Node("stack-client.mjs", sdk), ("SDK", sdk)), hasKeys, null);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public Task Python_requests_as_in_the_guide(bool hasKeys, bool sessionsNeedUserId) => CompareAsync(
        With(ClientScript.Python("stack_client.py", "requests"), ("SESSIONS_NEED_USER_ID", sessionsNeedUserId ? "true" : string.Empty)),
        hasKeys,
        stack => stack.Knobs.SessionsNeedUserId = sessionsNeedUserId,
        "--Gateway:Upstreams:stack:AccessType=server",
        $"--Gateway:Upstreams:stack:SecretServerKey={StackAuthService.DefaultSecretServerKey}");

    [Theory]
    [InlineData("stackframe-js-2-8-108")]
    [InlineData("stackframe-js-2-8-77")]
    public async Task The_second_factor_of_the_official_sdk(string sdk)
    {
        var clock = Now();
        await using var scene = await StackScene.StartAsync(clock, stack => stack.DefaultUser.AuthenticatorKey = Authenticator);
        await scene.WhenStateAsync(AccountState.TwoFactorRequired);
        var totp = Totp.Compute(Authenticator, Totp.StepAt(clock.GetUtcNow()));
        var script = With(ClientScript.Node("stack-mfa.mjs", sdk), ("SDK", sdk), ("TOTP", totp), ("WRONG_TOTP", totp == "000000" ? "111111" : "000000"));

        var direct = await With(script, Real).RunAsync(scene.Server.BaseUrl, scene.Server.BaseUrl, StackAuthService.DefaultPassword);
        var throughGateway = await With(script, Dummy).RunAsync(scene.Gateway.Addresses.Proxy, scene.Server.BaseUrl, "dummy");

        AssertSame(direct, throughGateway);
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
    }

    [Theory]
    [InlineData("stackframe-js-2-8-108", false)]
    [InlineData("stackframe-js-2-8-108", true)]
    [InlineData("stackframe-js-2-8-77", false)]
    [InlineData("stackframe-js-2-8-77", true)]
    public async Task Wrong_passwords_and_sessions_that_are_over_with_the_official_sdk(string sdk, bool hasKeys)
    {
        await using var scene = await StackScene.StartAsync(Now(), null, hasKeys ? [$"--Gateway:Inbound:Callers:bot:Key={Key}"] : []);
        await scene.WhenStateAsync(AccountState.Active);
        var script = With(ClientScript.Node("stack-again.mjs", sdk), ("SDK", sdk), ("WRONG_PASSWORD", hasKeys ? "wrong" : string.Empty));

        var direct = await With(script, Real).RunAsync(scene.Server.BaseUrl, scene.Server.BaseUrl, StackAuthService.DefaultPassword, _ => PassADayAsync(endsSessions: true));
        var throughGateway = await With(script, Dummy).RunAsync(scene.Gateway.Addresses.Proxy, scene.Server.BaseUrl, hasKeys ? Key : "dummy", _ => PassADayAsync(endsSessions: false));

        AssertSame(direct, throughGateway);
        Assert.DoesNotContain(Key, scene.Log.ToString(), StringComparison.Ordinal);

        // A project's session lasts for a year and is ended; the gateway's tokens end by themselves.
        async Task PassADayAsync(bool endsSessions)
        {
            if (endsSessions)
            {
                scene.Stack.RevokeSessions();
            }

            await scene.PassTimeLoggedOutAsync(TimeSpan.FromHours(26));
        }
    }

    private static async Task CompareAsync(ClientScript script, bool hasKeys, Action<StackAuthService>? prepare, params string[] settings)
    {
        await using var scene = await StackScene.StartAsync(Now(), prepare, [.. settings, .. hasKeys ? [$"--Gateway:Inbound:Callers:bot:Key={Key}"] : Array.Empty<string>()]);
        await scene.WhenStateAsync(AccountState.Active);

        var direct = await With(script, Real).RunAsync(scene.Server.BaseUrl, scene.Server.BaseUrl, StackAuthService.DefaultPassword, PauseAsync);
        var (signIns, grants) = (scene.Stack.Count(StackAuthOperations.SignIn), scene.Stack.Count(StackAuthOperations.OAuthToken));
        var throughGateway = await With(script, Dummy).RunAsync(scene.Gateway.Addresses.Proxy, scene.Server.BaseUrl, hasKeys ? Key : "dummy", PauseAsync);

        AssertSame(direct, throughGateway);
        Assert.Equal((signIns, grants), (scene.Stack.Count(StackAuthOperations.SignIn), scene.Stack.Count(StackAuthOperations.OAuthToken)));
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
        Assert.DoesNotContain("ForwardingFailed", scene.Log.ToString(), StringComparison.Ordinal);

        async Task PauseAsync(string name)
        {
            if (name == "revoke")
            {
                // A token of less than five seconds is not refreshed for a refusal.
                scene.Clock.Advance(TimeSpan.FromSeconds(10));
                scene.Stack.RevokeAccessTokens();
                return;
            }

            await scene.RefreshAsync();
            scene.Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    private static void AssertSame(IReadOnlyList<string> direct, IReadOnlyList<string> throughGateway)
    {
        Assert.NotEmpty(direct);
        Assert.Equal(string.Join('\n', direct), string.Join('\n', throughGateway));
    }

    private static FakeClock Now() => new(TimeProvider.System.GetUtcNow());

    private static ClientScript With(ClientScript script, IReadOnlyDictionary<string, string> more) =>
        script with { Environment = script.Environment.Concat(more).ToDictionary() };

    private static ClientScript With(ClientScript script, params (string Name, string Value)[] more) =>
        With(script, more.ToDictionary(pair => pair.Name, pair => pair.Value));
}
