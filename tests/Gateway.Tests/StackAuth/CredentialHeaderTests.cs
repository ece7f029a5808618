using System.Net;
using Gateway.Core.Sessions;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>Which credentials reach whom: the gateway's and those that callers bring along.</summary>
public sealed class CredentialHeaderTests
{
    private static readonly string[] Families = ["x-stack-", "x-hexclave-", "X-STACK_", "x_hexclave_"];

    private static readonly string[] CallersOwn =
    [
        "access-token", "refresh-token", "project-id", "branch-id", "access-type", "publishable-client-key", "secret-server-key",
        "super-secret-admin-key", "admin-access-token", "development-override-key", "auth", "of-tomorrow",
    ];

    private static readonly string[] ServerRights =
    [
        $"--Gateway:Upstreams:stack:SecretServerKey={StackAuthService.DefaultSecretServerKey}",
        "--Gateway:Upstreams:stack:AccessType=server",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_key_of_the_project_reaches_an_own_backend(bool hasServerRights)
    {
        await using var scene = await StackScene.ActiveAsync(null, StackScene.OwnBackend(hasServerRights ? ServerRights : []));

        await AskWithEverythingAsync(scene);

        var call = Assert.Single(scene.Stack.Calls, call => call.Operation == StackAuthOperations.Backend);
        Assert.Equal(["x-stack-access-token"], StackHeaders(call));
        Assert.DoesNotContain(call.Headers.Values, value => value.Contains("_sandbox", StringComparison.Ordinal) || value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal($"Bearer {call.Headers["x-stack-access-token"]}", call.Headers["Authorization"]);
    }

    [Fact]
    public async Task The_projects_api_gets_the_publishable_key_and_no_other()
    {
        await using var scene = await StackScene.ActiveAsync(null, ServerRights[0]);

        await AskWithEverythingAsync(scene);

        var call = Assert.Single(scene.Stack.Calls, call => call.Operation == StackAuthOperations.Me);
        Assert.Equal(["x-stack-access-token", "x-stack-access-type", "x-stack-project-id", "x-stack-publishable-client-key"], StackHeaders(call));
        Assert.Equal("client", call.AccessType);
        Assert.DoesNotContain(call.Headers.Values, value => value.Contains("ssk_", StringComparison.Ordinal) || value.Contains("canary", StringComparison.Ordinal));
        Assert.Contains("\"warnings\":[]", await scene.StatusAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_access_type_server_gives_callers_the_server_key_and_everybody_is_warned()
    {
        await using var scene = await StackScene.ActiveAsync(null, ServerRights);

        await AskWithEverythingAsync(scene);

        var call = Assert.Single(scene.Stack.Calls, call => call.Operation == StackAuthOperations.Me);
        Assert.Equal(["x-stack-access-token", "x-stack-access-type", "x-stack-project-id", "x-stack-secret-server-key"], StackHeaders(call));
        Assert.Equal("server", call.AccessType);
        Assert.Contains("\"warnings\":[\"callers_have_server_rights\"]", await scene.StatusAsync(), StringComparison.Ordinal);
        Assert.Contains("StartWarning: Gateway:Upstreams:stack:AccessType is server", scene.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_says_how_to_answer_passes_under_both_names()
    {
        await using var scene = await StackScene.ActiveAsync(null, StackScene.OwnBackend());
        string[] harmless = ["override-error-status", "client-version", "random-nonce", "allow-anonymous-user", "allow-restricted-user"];

        await scene.SendAsync(
            HttpMethod.Get, "/api/v1/echo", headers: [.. harmless.SelectMany(name => new[] { ($"x-stack-{name}", "a"), ($"x-hexclave-{name}", "b") })]);

        var call = Assert.Single(scene.Stack.Calls, call => call.Operation == StackAuthOperations.Backend);
        Assert.All(harmless, name => Assert.Equal(("a", "b"), (call.Headers[$"x-stack-{name}"], call.Headers[$"x-hexclave-{name}"])));
    }

    [Theory]
    [InlineData("POST", "/api/v1/auth/password/sign-in/")]
    [InlineData("POST", "/api/latest/auth/MFA/sign-in")]
    [InlineData("PUT", "/api/v1/auth/sessions/current/refresh")]
    [InlineData("POST", "/api/v1/auth/oauth/token/below")]
    [InlineData("DELETE", "/api/v1/auth/sessions/current;x=1")]
    [InlineData("POST", "/api/v1//auth/%70assword/sign-in/")]
    public async Task A_login_operation_in_a_spelling_that_is_not_answered_goes_no_further(string method, string path)
    {
        await using var scene = await StackScene.ActiveAsync();
        var before = scene.Stack.Count(StackAuthOperations.Any);

        var (status, body) = await scene.SendAsync(
            new HttpMethod(method), path, new StringContent("""{"email":"a@example.com","password":"canary-caller-key"}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("\"request_not_allowed\"", body, StringComparison.Ordinal);
        Assert.Equal(before, scene.Stack.Count(StackAuthOperations.Any));
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
    }

    private static async Task AskWithEverythingAsync(StackScene scene)
    {
        (string, string)[] headers = [.. Families.SelectMany(family => CallersOwn.Select(name => (family + name, $"canary-{name}"))), ("Authorization", "Bearer canary-own")];
        var (status, body) = await scene.SendAsync(HttpMethod.Get, "/api/v1/users/me", headers: headers);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(StackAuthService.DefaultEmail, body, StringComparison.Ordinal);
    }

    private static List<string> StackHeaders(StackAuthCall call) =>
    [
        .. call.Headers.Keys.Select(name => name.Replace('_', '-').ToLowerInvariant())
            .Where(name => name.StartsWith("x-stack-", StringComparison.Ordinal) || name.StartsWith("x-hexclave-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
