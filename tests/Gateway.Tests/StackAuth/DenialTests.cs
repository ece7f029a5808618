using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Sessions;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>
/// Keys and tokens that do not count: the gateway's problem for everybody, and for the SDKs, which ask for hidden statuses, in the codes that
/// they act on.
/// </summary>
public sealed class DenialTests
{
    private const string Key = "stack-bot-key-0123456789abcdef";
    private const string Caller = $"--Gateway:Inbound:Callers:bot:Key={Key}";
    private const string Me = "/api/v1/users/me";

    [Fact]
    public async Task A_wrong_key_as_password_is_the_gateways_problem()
    {
        await using var scene = await StackScene.ActiveAsync(null, Caller);
        var client = new StackClient(scene);
        scene.Stack.ClearCalls();

        var problem = await client.SignInAsync("dummy");

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
        Assert.Equal(("application/problem+json", "Bearer realm=\"gateway\", Basic realm=\"gateway\", charset=\"UTF-8\""), (client.Headers["Content-Type"], client.Headers["WWW-Authenticate"]));
        Assert.Equal(["type", "title", "status", "detail", "code", "account"], problem!.AsObject().Select(member => member.Key));
        Assert.Equal((401, "caller_key_required"), (problem["status"]!.GetValue<int>(), StackClient.Field(problem, "code")));
        Assert.Empty(scene.Stack.Calls);
    }

    [Theory]
    [InlineData("x-stack-")]
    [InlineData("x-hexclave-")]
    public async Task The_sdks_take_it_for_a_wrong_password(string family)
    {
        await using var scene = await StackScene.ActiveAsync(null, Caller);
        var client = new StackClient(scene);
        scene.Stack.ClearCalls();

        var answer = await client.SignInAsync("dummy", $"{family}override-error-status: true");

        AssertHidden(client, answer, "EMAIL_PASSWORD_MISMATCH");
        Assert.Contains("Gateway:Inbound:Callers", StackClient.Field(answer, "error"), StringComparison.Ordinal);
        Assert.Empty(scene.Stack.Calls);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_refresh_token_that_does_not_count_is_over_in_both_forms(bool hasKeys, bool isForged)
    {
        await using var scene = await StackScene.ActiveAsync(null, hasKeys ? [Caller] : []);
        var client = new StackClient(scene);
        var tokens = await client.SignInAsync(Key);
        var refresh = await EndAsync(scene, StackClient.Field(tokens, "refresh_token"), isForged);

        foreach (var send in new Func<string[], Task<JsonNode?>>[] { headers => client.RefreshAsync(refresh, headers), headers => client.GrantAsync(refresh, "some-project", headers) })
        {
            var answer = await send([]);
            Assert.Equal((HttpStatusCode.Unauthorized, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", "caller_key_required"), (client.Status, client.Code, client.Error));
            Assert.Equal("REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", StackClient.Field(answer, "code"));
            Assert.Contains("Bearer", client.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            AssertHidden(client, await send(["x-hexclave-override-error-status: true"]), "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED");
        }
    }

    [Fact]
    public async Task No_client_of_one_account_goes_on_without_a_token_as_another()
    {
        await using var scene = await StackScene.ActiveAsync(
            stack => stack.AddUser("second@example.com", "second-password"),
            "--Gateway:Accounts:second:Upstream=stack",
            "--Gateway:Accounts:second:Email=second@example.com",
            "--Gateway:Accounts:second:Password=second-password",
            "--Gateway:DefaultAccount=bot");
        await scene.WhenStateAsync(AccountState.Active, "second");
        var client = new StackClient(scene);
        var tokens = await client.SendAsync("POST", StackClient.SignIn, StackClient.SignInBody(email: "second@example.com"));
        var refresh = await EndAsync(scene, StackClient.Field(tokens, "refresh_token"), isForged: true);

        await client.GrantAsync(refresh);
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
        await client.SendAsync("GET", Me, null, $"x-stack-access-token: {refresh}", "x-stack-override-error-status: 1");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
    }

    [Theory]
    [InlineData("X-Gateway-Key: " + Key)]
    [InlineData("Authorization: Bearer " + Key)]
    [InlineData("Authorization: Basic Ym90OnN0YWNrLWJvdC1rZXktMDEyMzQ1Njc4OWFiY2RlZg==")]
    [InlineData("?token=" + Key)]
    public async Task A_key_beside_ended_tokens_would_go_on_as_another_so_its_client_gets_the_problem(string key)
    {
        await using var scene = await StackScene.ActiveAsync(null, Caller);
        var client = new StackClient(scene);
        var tokens = await client.SignInAsync(Key);
        var (access, refresh) = (Forge(StackClient.Field(tokens, "access_token")), Forge(StackClient.Field(tokens, "refresh_token")));
        var (query, headers) = key.StartsWith('?') ? (key, Array.Empty<string>()) : ("", [key]);
        scene.Stack.ClearCalls();

        foreach (var (method, path, body, token) in new[]
        {
            ("PATCH", Me, """{"display_name":"x"}""", $"x-hexclave-access-token: {access}"),
            ("POST", StackClient.Refresh, null, $"x-stack-refresh-token: {refresh}"),
            ("POST", StackClient.OAuthToken, $$"""{"grant_type":"refresh_token","refresh_token":"{{refresh}}"}""", "x-other: 1"),
            ("DELETE", StackClient.Current, null, $"x-stack-access-token: {access}"),
        })
        {
            await client.SendAsync(method, path + query, body, [token, "x-stack-override-error-status: 1", .. headers]);
            Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
        }

        Assert.Empty(scene.Stack.Calls);
    }

    [Theory]
    [InlineData("bot", true)]
    [InlineData("two", false)]
    [InlineData("no name", false)]
    public async Task The_only_account_takes_no_client_over_that_means_another(string meant, bool isUnderstood)
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        var tokens = await client.SignInAsync();
        var (access, refresh) = (Forge(StackClient.Field(tokens, "access_token"), meant), Forge(StackClient.Field(tokens, "refresh_token"), meant));
        var genuine = StackClient.Field(tokens, "access_token");

        foreach (var send in new Func<Task>[]
        {
            () => client.SendAsync("PATCH", Me, "{}", $"x-stack-access-token: {access}", "x-stack-override-error-status: 1"),
            () => client.SendAsync("PATCH", Me, "{}", $"x-stack-access-token: {access}", $"x-stack-refresh-token: {Forge(genuine)}", "x-stack-override-error-status: 1"),
            () => client.RefreshAsync(refresh),
            () => client.RefreshAsync(refresh, $"x-stack-access-token: {genuine}"),
            () => client.GrantAsync(refresh),
            () => client.GrantAsync(Forge(genuine), "any", $"x-stack-refresh-token: {refresh}"),
        })
        {
            await send();
            Assert.Equal((isUnderstood, "caller_key_required"), (client.Code is not null, client.Error));
        }
    }

    [Theory]
    [InlineData("--Gateway:Upstreams:stack:AnswerLogins=false")]
    [InlineData("--Gateway:Upstreams:stack:BaseUrl={backend}")]
    [InlineData("--Gateway:Accounts:bot:Upstream=stx", "--Gateway:Upstreams:stx:Protocol=Stx", "--Gateway:Upstreams:stx:BaseUrl={exchange}")]
    public async Task Where_no_client_of_the_protocol_is_answered_everybody_gets_the_problem(params string[] settings)
    {
        await using var scene = await StackScene.StartAsync(null, [.. settings, Caller]);
        var client = new StackClient(scene);

        foreach (var (method, path, body) in new[] { ("POST", StackClient.SignIn, StackClient.SignInBody()), ("POST", StackClient.Refresh, "{}"), ("GET", Me, null), ("GET", "/api/v1/teams", null) })
        {
            await client.SendAsync(method, path, body, "x-stack-override-error-status: 1", "x-stack-access-token: x", "x-stack-refresh-token: x");
            Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/teams", true)]
    [InlineData("GET", "/@bot/api/latest/teams", true)]
    [InlineData("GET", "/api/v/teams", false)]
    [InlineData("GET", "/api/v1x/teams", false)]
    [InlineData("GET", "/api/v1", false)]
    [InlineData("GET", "/users/me", false)]
    [InlineData("POST", "/api/graphql", false)]
    [InlineData("POST", "/api/v1/api/graphql", false)]
    public async Task Only_paths_of_its_api_are_refused_in_its_words(string method, string path, bool isUnderstood)
    {
        await using var scene = await StackScene.StartAsync(null, Caller);
        var client = new StackClient(scene);

        await client.SendAsync(
            method, path, method == "GET" ? null : """{"query":"mutation { login(credentials: {email: \"a\", password: \"b\"}) { token } }"}""",
            "x-stack-override-error-status: 1", "x-stack-access-token: x");

        Assert.Equal((isUnderstood ? "UNPARSABLE_ACCESS_TOKEN" : null, "caller_key_required"), (client.Code, client.Error));
    }

    [Theory]
    [InlineData(false, "GET", Me, "UNPARSABLE_ACCESS_TOKEN")]
    [InlineData(true, "GET", Me, "UNPARSABLE_ACCESS_TOKEN")]
    [InlineData(true, "PATCH", Me, "UNPARSABLE_ACCESS_TOKEN")]
    [InlineData(false, "DELETE", StackClient.Current, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED")]
    [InlineData(true, "DELETE", StackClient.Current, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED")]
    public async Task An_access_token_that_does_not_count_is_told_by_a_problem_or_by_the_code(bool hasKeys, string method, string path, string code)
    {
        await using var scene = await StackScene.ActiveAsync(null, hasKeys ? [Caller] : []);
        var client = new StackClient(scene);
        var access = await EndAsync(scene, StackClient.Field(await client.SignInAsync(Key), "access_token"), isForged: false);
        scene.Stack.ClearCalls();

        await client.SendAsync(method, path, null, $"x-stack-access-token: {access}");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
        Assert.Equal("application/problem+json", client.Headers["Content-Type"]);

        AssertHidden(client, await client.SendAsync(method, path, null, $"x-stack-access-token: {access}", "x-stack-override-error-status: 1"), code);
        Assert.DoesNotContain(scene.Stack.Calls, call => call.Operation is StackAuthOperations.Me or StackAuthOperations.SignOut);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_nobody()
    {
        await using var scene = await StackScene.ActiveAsync(null, Caller);
        var client = new StackClient(scene);

        AssertHidden(client, await client.SendAsync("GET", Me, null, "x-stack-override-error-status: 1"), "CANNOT_GET_OWN_USER_WITHOUT_USER");
        await client.SendAsync("GET", "/api/v1/teams", null, "x-stack-override-error-status: 1");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", null), (client.Status, client.Error, client.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_sends_its_ended_tokens_along_can_sign_in_and_do_nothing_else(bool hasKeys)
    {
        await using var scene = await StackScene.ActiveAsync(null, hasKeys ? [Caller] : []);
        var client = new StackClient(scene);
        var tokens = await client.SignInAsync(Key);
        string[] ended =
        [
            $"x-hexclave-access-token: {await EndAsync(scene, StackClient.Field(tokens, "access_token"), isForged: false)}",
            $"x-hexclave-refresh-token: {StackClient.Field(tokens, "refresh_token")}",
        ];

        var again = await client.SignInAsync(Key, ended);
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(again, "access_token")));
        await client.SignInAsync("dummy", ended);
        Assert.Equal(hasKeys ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, client.Status);

        scene.Stack.ClearCalls();
        foreach (var (path, body) in new[]
        {
            (StackClient.Refresh, "{}"), (StackClient.OAuthToken, """{"grant_type":"authorization_code","code":"x"}"""),
            (StackClient.SecondFactor, """{"type":"totp","totp":"123456","code":"x"}"""), ("/api/v1/auth/otp/send-sign-in-code", "{}"),
        })
        {
            await client.SendAsync("POST", path, body, [.. ended, $"X-Gateway-Key: {Key}"]);
            Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        }

        Assert.Empty(scene.Stack.Calls);
    }

    // Twenty-four hours after its exp a token has ended; a forged one has not the gateway's signature.
    private static async Task<string> EndAsync(StackScene scene, string token, bool isForged)
    {
        if (isForged)
        {
            return Forge(token);
        }

        await scene.PassTimeLoggedOutAsync(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(11));
        return token;
    }

    private static string Forge(string token, string? account = null)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        claims["gateway"]!["account"] = account ?? "bot";
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}";
    }

    private static void AssertHidden(StackClient client, JsonNode? answer, string code)
    {
        Assert.Equal((HttpStatusCode.OK, code, "caller_key_required"), (client.Status, client.Code, client.Error));
        Assert.Equal(("401", "401", code), (client.Headers["x-stack-actual-status"], client.Headers["x-hexclave-actual-status"], client.Headers["x-hexclave-known-error"]));
        Assert.Equal(code, StackClient.Field(answer, "code"));
        Assert.Equal(16, client.Headers["x-hexclave-request-id"].Length);
        Assert.DoesNotContain("WWW-Authenticate", client.Headers.Keys);
    }
}
