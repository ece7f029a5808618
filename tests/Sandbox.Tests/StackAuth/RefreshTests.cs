using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class RefreshTests
{
    private const string Dead = "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED";

    [Fact]
    public async Task A_refresh_answers_an_access_token_alone_and_the_refresh_token_stays()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var first = await visitor.RefreshAsync(session.RefreshToken);
        var second = await visitor.RefreshAsync(session.RefreshToken);

        Assert.Equal(["access_token"], first.Json.EnumerateObject().Select(member => member.Name));
        Assert.NotEqual(first.AccessToken, second.AccessToken);
        foreach (var token in new[] { session.AccessToken, first.AccessToken, second.AccessToken })
        {
            Assert.Equal(200, (await visitor.MeAsync(token)).Status);
        }

        Assert.Equal(RefreshTokenState.Good, visitor.Service.Calls[1].RefreshTokenState);
    }

    [Fact]
    public async Task Many_refreshes_at_once_all_succeed()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => visitor.RefreshAsync(session.RefreshToken)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(32, answers.Select(answer => answer.AccessToken).Distinct().Count());
    }

    [Fact]
    public async Task An_access_token_on_a_refresh_is_judged_first()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var live = await visitor.RefreshAsync(session.RefreshToken, Visitor.Token(session.AccessToken));
        var garbage = await visitor.RefreshAsync(session.RefreshToken, Visitor.Token("garbage"));
        visitor.Clock.Advance(TimeSpan.FromMinutes(10));
        var expired = await visitor.RefreshAsync(session.RefreshToken, Visitor.Token(session.AccessToken));

        Assert.Equal((200, "UNPARSABLE_ACCESS_TOKEN", "ACCESS_TOKEN_EXPIRED"), (live.Status, garbage.Code, expired.Code));
        Assert.Equal(200, (await visitor.RefreshAsync(session.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_missing_header_is_against_the_schema_and_an_empty_one_is_unknown()
    {
        await using var visitor = await Visitor.StartAsync();

        var missing = await visitor.AskAsync("POST", "auth/sessions/current/refresh");
        var empty = await visitor.RefreshAsync("");
        var unknown = await visitor.RefreshAsync("nobody-knows-this");

        Assert.Equal((400, "SCHEMA_ERROR"), (missing.Status, missing.Code));
        Assert.Contains("x-stack-refresh-token", missing.Details.Text("message"), StringComparison.Ordinal);
        Assert.Equal((401, Dead), (empty.Status, empty.Code));
        Assert.Equal((401, Dead), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task A_JSON_content_type_without_a_body_is_refused()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        (string, string)[] headers = [.. Visitor.ClientHeaders, ("x-stack-refresh-token", session.RefreshToken)];

        var empty = await visitor.SendAsync("POST", "/api/v1/auth/sessions/current/refresh", Visitor.Content("", "application/json"), headers);
        var braces = await visitor.SendAsync("POST", "/api/v1/auth/sessions/current/refresh", Visitor.Content("{}", "application/json"), headers);

        Assert.Equal(("BODY_PARSING_ERROR", 200), (empty.Code, braces.Status));
    }

    [Theory]
    [InlineData("signed out")]
    [InlineData("revoked")]
    [InlineData("expired from outside")]
    [InlineData("a year old")]
    [InlineData("password set by a server")]
    [InlineData("user deleted")]
    [InlineData("of another project")]
    public async Task A_dead_session_is_not_refreshed(string why)
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        (string, string)[] headers = [];
        switch (why)
        {
            case "signed out":
                _ = await visitor.SignOutAsync(session.AccessToken);
                break;
            case "revoked":
                visitor.Service.RevokeSessions(StackAuthService.DefaultEmail);
                break;
            case "expired from outside":
                visitor.Service.ExpireSessions();
                break;
            case "a year old":
                visitor.Clock.Advance(TimeSpan.FromDays(365));
                break;
            case "password set by a server":
                Assert.Equal(200, (await visitor.AskAsServerAsync("PATCH", $"users/{visitor.User.Id}", new { password = "another-password" })).Status);
                break;
            case "user deleted":
                visitor.Service.DeleteUser(visitor.User);
                break;
            default:
                headers = [("x-stack-project-id", visitor.Service.AddProject().Id)];
                break;
        }

        var answer = await visitor.RefreshAsync(session.RefreshToken, headers);

        Assert.Equal((401, Dead), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_oauth_grant_has_a_body_of_its_own()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        visitor.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(10);

        var answer = await GrantAsync(visitor, ("refresh_token", session.RefreshToken));

        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope", "afterCallbackRedirectUrl", "after_callback_redirect_url"],
            answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Bearer", 3600), (answer.Json.Text("token_type"), answer.Json.GetProperty("expires_in").GetInt32()));
        Assert.Equal(("no-store", "no-cache"), (answer.Header("cache-control"), answer.Header("pragma")));
        Assert.Equal(200, (await visitor.MeAsync(answer.AccessToken)).Status);
    }

    [Theory]
    [InlineData("client_secret", "wrong", 400, "INVALID_OAUTH_CLIENT_ID_OR_SECRET")]
    [InlineData("client_secret", null, 400, "INVALID_OAUTH_CLIENT_ID_OR_SECRET")]
    [InlineData("client_id", "nowhere", 400, "INVALID_OAUTH_CLIENT_ID_OR_SECRET")]
    [InlineData("grant_type", "password", 400, "SCHEMA_ERROR")]
    [InlineData("grant_type", "authorization_code", 400, "INVALID_AUTHORIZATION_CODE")]
    [InlineData("refresh_token", "unknown", 401, Dead)]
    [InlineData("refresh_token", null, 400, null)]
    [InlineData("client_secret", StackAuthService.DefaultPublishableClientKey, 200, null)]
    [InlineData("client_id", StackAuthService.DefaultProjectId + "#main", 200, null)]
    [InlineData("more", "1", 200, null)]
    public async Task The_oauth_grant_is_judged(string field, string? value, int status, string? code)
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var answer = await GrantAsync(visitor, ("refresh_token", session.RefreshToken), (field, value));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        if (field == "refresh_token" && value is null)
        {
            Assert.Equal("invalid_request", answer.Json.Text("error"));
        }
    }

    [Fact]
    public async Task The_oauth_grant_meets_the_header_checks_and_the_demand_for_a_key()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var key = await visitor.SendAsync(
            "POST", "/api/v1/auth/oauth/token", Form(session.RefreshToken), ("x-stack-publishable-client-key", "pck_x"));
        visitor.Knobs.DemandPublishableKey = true;
        var demanded = await GrantAsync(visitor, ("refresh_token", session.RefreshToken));

        Assert.Equal("PROJECT_KEY_WITHOUT_ACCESS_TYPE", key.Code);
        Assert.Equal((401, "PUBLISHABLE_CLIENT_KEY_REQUIRED_FOR_PROJECT"), (demanded.Status, demanded.Code));
    }

    [Fact]
    public async Task A_client_that_names_itself_by_basic_authentication_is_unknown()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        using var form = Form(session.RefreshToken, ("client_id", null), ("client_secret", null));
        var basic = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{StackAuthService.DefaultProjectId}:__stack_public_client__"));

        var answer = await visitor.SendAsync("POST", "/api/v1/auth/oauth/token", form, ("authorization", $"Basic {basic}"));

        Assert.Equal("INVALID_OAUTH_CLIENT_ID_OR_SECRET", answer.Code);
    }

    private static FormUrlEncodedContent Form(string refreshToken, params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = StackAuthService.DefaultProjectId,
            ["client_secret"] = "__stack_public_client__",
            ["refresh_token"] = refreshToken,
        };
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        return new FormUrlEncodedContent(fields.Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value!));
    }

    private static Task<Answer> GrantAsync(Visitor visitor, params (string Name, string? Value)[] fields) =>
        visitor.SendAsync("POST", "/api/v1/auth/oauth/token", Form("", fields));
}
