using System.Net;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Gateway.Tests.Logins;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>Clients of Stack Auth that sign in by themselves are answered from the account's session.</summary>
public sealed class LoginAnswerTests
{
    private const string Key = "stack-bot-key-0123456789abcdef";
    private const string Other = "other-bot-key-0123456789abcdef";

    [Theory]
    [InlineData("/api/v1/auth/password/sign-in", false)]
    [InlineData("/api/latest/auth/password/sign-in", true)]
    [InlineData("/@bot/api/v1/auth/password/sign-in", false)]
    public async Task A_sign_in_gets_tokens_that_serve_and_none_that_is_real(string path, bool isForm)
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);

        var answer = isForm
            ? await client.SendAsync("POST", path, "email=someone%40example.com&password=x+y", "Content-Type: application/x-www-form-urlencoded; charset=utf-8")
            : await client.SendAsync("POST", path, StackClient.SignInBody());

        Assert.Equal(["access_token", "refresh_token", "user_id"], answer!.AsObject().Select(member => member.Key));
        Assert.Equal(scene.Stack.DefaultUser.Id, StackClient.Field(answer, "user_id"));
        Assert.Equal((HttpStatusCode.OK, "no-store, max-age=0", null), (client.Status, client.Headers["Cache-Control"], client.Code));
        Assert.Equal(16, client.Headers["x-stack-request-id"].Length);
        Assert.Equal(client.Headers["x-stack-request-id"], client.Headers["x-hexclave-request-id"]);
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(answer, "access_token")));
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(answer, "access_token"), "x-hexclave-"));
        AssertOneLoginAndNoSecrets(scene, client);
    }

    [Fact]
    public async Task A_placeholder_has_every_claim_of_the_real_token()
    {
        await using var scene = await StackScene.ActiveAsync();
        var real = Client.Claims(scene.Account().Snapshot.Session!.AccessToken.Reveal());

        var claims = Client.Claims(StackClient.Field(await new StackClient(scene).SignInAsync(), "access_token"));

        Assert.All(real.EnumerateObject(), claim => Assert.True(claims.TryGetProperty(claim.Name, out _), claim.Name));
        Assert.Equal(real.GetProperty("sub").GetString(), claims.GetProperty("sub").GetString());
        Assert.NotEqual(real.GetProperty("refresh_token_id").GetString(), claims.GetProperty("refresh_token_id").GetString());
        Assert.True(Guid.TryParse(claims.GetProperty("refresh_token_id").GetString(), out _));
    }

    [Theory]
    [InlineData("x-stack-")]
    [InlineData("x-hexclave-")]
    public async Task A_refresh_gets_an_access_token_and_nothing_else(string family)
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        var refresh = StackClient.Field(await client.SignInAsync(), "refresh_token");

        for (var times = 0; times < 2; times++)
        {
            var answer = await client.SendAsync("POST", StackClient.Refresh, null, $"{family}refresh-token: {refresh}");

            Assert.Equal(["access_token"], answer!.AsObject().Select(member => member.Key));
            Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(answer, "access_token")));
        }

        AssertOneLoginAndNoSecrets(scene, client);
    }

    [Fact]
    public async Task An_oauth_refresh_grant_has_the_form_of_its_own()
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        var refresh = StackClient.Field(await client.SignInAsync(), "refresh_token");

        var answer = await client.GrantAsync(refresh);

        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope", "afterCallbackRedirectUrl", "after_callback_redirect_url"],
            answer!.AsObject().Select(member => member.Key));
        Assert.Equal(("Bearer", 3600, "legacy"), (StackClient.Field(answer, "token_type"), answer["expires_in"]!.GetValue<int>(), StackClient.Field(answer, "scope")));
        Assert.Equal(("no-store", "no-cache"), (client.Headers["Cache-Control"], client.Headers["Pragma"]));
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(answer, "access_token")));
        AssertOneLoginAndNoSecrets(scene, client);
    }

    [Fact]
    public async Task A_clients_sign_out_ends_nothing()
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        var tokens = await client.SignInAsync();

        var answer = await client.SendAsync("DELETE", StackClient.Current, "{}", $"x-stack-access-token: {StackClient.Field(tokens, "access_token")}");

        Assert.Equal((HttpStatusCode.OK, """{"success":true}"""), (client.Status, answer!.ToJsonString()));
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
        Assert.Equal(0, scene.Stack.Count(StackAuthOperations.SignOut));
        Assert.Equal(StackAuthService.DefaultEmail, await scene.AskWhoseAsync());
    }

    [Theory]
    [InlineData("POST", StackClient.Refresh, null, 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.Refresh, null, 401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", "x-stack-refresh-token: nobodys")]
    [InlineData("POST", StackClient.Refresh, null, 401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", "x-hexclave-refresh-token: ", "x-stack-refresh-token: ")]
    [InlineData("POST", StackClient.Refresh, "", 400, "BODY_PARSING_ERROR", "x-stack-refresh-token: nobodys")]
    [InlineData("POST", StackClient.OAuthToken, """{"grant_type":"refresh_token","refresh_token":"nobodys"}""", 401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED")]
    [InlineData("POST", StackClient.OAuthToken, "{}", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.OAuthToken, "grant_type=authorization_code&grant_type=refresh_token", 400, "BODY_PARSING_ERROR", "Content-Type: application/x-www-form-urlencoded")]
    [InlineData("POST", StackClient.SecondFactor, """{"type":"totp","totp":"123456","code":"nobodys"}""", 404, "VERIFICATION_CODE_NOT_FOUND")]
    [InlineData("POST", StackClient.SecondFactor, """{"type":"sms","totp":"123456","code":"nobodys"}""", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"","password":"x"}""", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"a@example.com"}""", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"a@example.com","password":"x","more":1}""", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"a@example.com","password":"x","password":"y"}""", 400, "BODY_PARSING_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"a@example.com",""", 400, "BODY_PARSING_ERROR")]
    [InlineData("POST", StackClient.SignIn, """["email"]""", 400, "SCHEMA_ERROR")]
    [InlineData("POST", StackClient.SignIn, """{"email":"a@example.com","password":"x"}""", 400, "BODY_PARSING_ERROR", "Content-Type: application/xml")]
    public async Task A_refusal_has_the_envelope_of_the_protocol_also_behind_status_200(
        string method, string path, string? body, int status, string code, params string[] headers)
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        scene.Stack.ClearCalls();

        var answer = await client.SendAsync(method, path, body, headers);

        Assert.Equal((status, code, null), ((int)client.Status, client.Code, client.Error));
        Assert.Equal(code, client.Headers["x-hexclave-known-error"]);
        Assert.Equal(code == "SCHEMA_ERROR" ? ["code", "details", "error"] : ["code", "error"], answer!.AsObject().Select(member => member.Key));
        Assert.Equal(answer["error"]!.GetValue<string>(), answer["details"]?["message"]?.GetValue<string>() ?? answer["error"]!.GetValue<string>());
        Assert.StartsWith($"{{\n  \"code\": \"{code}\"", client.Text, StringComparison.Ordinal);
        foreach (var family in new[] { "x-stack-", "x-hexclave-" })
        {
            await client.SendAsync(method, path, body, [.. headers, $"{family}override-error-status: any"]);

            Assert.Equal((HttpStatusCode.OK, code), (client.Status, client.Code));
            Assert.Equal($"{status}", client.Headers["x-stack-actual-status"]);
            Assert.Equal($"{status}", client.Headers["x-hexclave-actual-status"]);
        }

        Assert.Empty(scene.Stack.Calls);
    }

    [Theory]
    [InlineData(StackClient.SignIn, """{"email":"a@example.com","password":"{0}"}""")]
    [InlineData(StackClient.OAuthToken, """{"grant_type":"authorization_code","code":"{0}"}""")]
    public async Task A_body_too_long_to_be_read_goes_no_further(string path, string form)
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        scene.Stack.ClearCalls();

        await client.SendAsync("POST", path, form.Replace("{0}", new string('x', 70_000), StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "BODY_PARSING_ERROR"), (client.Status, client.Code));
        Assert.Empty(scene.Stack.Calls);
    }

    [Fact]
    public async Task A_grant_without_a_refresh_token_is_refused_in_the_words_of_oauth()
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);

        var answer = await client.SendAsync("POST", StackClient.OAuthToken, """{"grant_type":"refresh_token"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", null), (client.Status, StackClient.Field(answer, "error"), client.Code));
    }

    [Fact]
    public async Task Other_grants_and_other_paths_are_forwarded()
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        var token = StackClient.Field(await client.SignInAsync(), "access_token");

        await client.SendAsync("POST", StackClient.OAuthToken, """{"grant_type":"authorization_code","code":"x","client_id":"p","client_secret":"s"}""");
        Assert.NotNull(client.Code);
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.OAuthToken));

        var sessions = await client.SendAsync("GET", "/api/v1/auth/sessions?user_id=me", null, $"x-stack-access-token: {token}");
        Assert.True(Assert.Single(sessions!["items"]!.AsArray())!["is_current_session"]!.GetValue<bool>());

        var signedUp = await client.SendAsync("POST", "/api/v1/auth/password/sign-up", StackClient.SignInBody("long-enough", "new@example.com"));
        Assert.NotNull(signedUp!["access_token"]);
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
    }

    [Fact]
    public async Task At_an_own_backend_the_paths_are_the_backends()
    {
        await using var scene = await StackScene.ActiveAsync(null, StackScene.OwnBackend());
        var client = new StackClient(scene);

        await client.SignInAsync();

        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.Backend));
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task On_a_listener_with_keys_the_key_is_the_password_and_the_tokens_stand_for_it()
    {
        await using var scene = await StackScene.ActiveAsync(null, $"--Gateway:Inbound:Callers:bot:Key={Key}", $"--Gateway:Inbound:Callers:other:Key={Other}");
        var client = new StackClient(scene);

        await client.SignInAsync("dummy");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        var tokens = await client.SignInAsync(Key);
        var (access, refresh) = (StackClient.Field(tokens, "access_token"), StackClient.Field(tokens, "refresh_token"));

        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(access));
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(await client.GrantAsync(refresh), "access_token")));
        Assert.Equal(StackAuthService.DefaultEmail, await client.AskWhoseAsync(StackClient.Field(await client.RefreshAsync(refresh), "access_token")));
        await client.SendAsync("DELETE", StackClient.Current, null, $"x-stack-access-token: {access}");
        Assert.Equal(HttpStatusCode.OK, client.Status);

        // What it does not stand for, and whose it is not.
        await client.RefreshAsync(access);
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        await client.RefreshAsync(refresh, $"X-Gateway-Key: {Other}");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        await client.GrantAsync("nobodys");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.DoesNotContain(Key, scene.Log.ToString(), StringComparison.Ordinal);
        AssertOneLoginAndNoSecrets(scene, client);
    }

    [Fact]
    public async Task A_caller_key_given_as_password_on_a_path_that_is_forwarded_goes_nowhere()
    {
        await using var scene = await StackScene.ActiveAsync(null, StackScene.OwnBackend($"--Gateway:Inbound:Callers:bot:Key={Key}"));
        var client = new StackClient(scene);

        await client.SignInAsync(Key);

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.Equal(0, scene.Stack.Count(StackAuthOperations.Backend));
    }

    [Fact]
    public async Task The_email_chooses_the_account()
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

        Assert.Equal("second@example.com", await client.AskWhoseAsync(StackClient.Field(tokens, "access_token")));
        Assert.Equal("second@example.com", await client.AskWhoseAsync(StackClient.Field(await client.GrantAsync(StackClient.Field(tokens, "refresh_token")), "access_token")));
    }

    [Fact]
    public async Task Other_states_answer_with_their_problem()
    {
        await using var scene = await StackScene.ActiveAsync();
        var client = new StackClient(scene);
        await scene.Account().LogoutAsync(TestContext.Current.CancellationToken);

        await client.SignInAsync("dummy", "x-stack-override-error-status: true");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "logged_out"), (client.Status, client.Error));
    }

    internal static void AssertOneLoginAndNoSecrets(StackScene scene, StackClient client)
    {
        var session = scene.Account().Snapshot.Session!;
        string[] secrets = [session.AccessToken.Reveal(), session.RefreshToken!.Reveal(), session.SessionId!.Reveal(), StackAuthService.DefaultPassword];
        var decoded = client.Answers
            .SelectMany(answer => answer.Split('"').Where(part => part.Count(c => c == '.') == 2 && part.StartsWith("ey", StringComparison.Ordinal)))
            .Select(token => Client.Claims(token).GetRawText());

        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
        Assert.Equal((0, 0), (scene.Stack.Count(StackAuthOperations.Refresh), scene.Stack.Count(StackAuthOperations.OAuthToken)));
        Assert.Empty(SecretScan.Find(secrets, string.Join('\n', client.Answers.Concat(decoded))));
        Assert.Empty(SecretScan.Find(secrets, scene.Log.ToString()));
    }
}
