using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class SessionTests
{
    [Fact]
    public async Task A_sign_out_kills_the_refresh_token_and_the_access_token_lives_until_it_expires()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        var other = await visitor.SignInAsync();

        var answer = await visitor.SignOutAsync(session.AccessToken);

        Assert.Equal("{\"success\":true}", answer.Text);
        Assert.Equal(401, (await visitor.RefreshAsync(session.RefreshToken)).Status);
        Assert.Equal(200, (await visitor.MeAsync(session.AccessToken)).Status);
        Assert.Equal(200, (await visitor.RefreshAsync(other.RefreshToken)).Status);
        Assert.Equal(1, visitor.Service.LivingSessions(StackAuthService.DefaultEmail));
    }

    [Theory]
    [InlineData(SecondSignOut.ServerError500, 500, null)]
    [InlineData(SecondSignOut.Unauthorized401, 401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED")]
    public async Task Of_several_sign_outs_one_succeeds(SecondSignOut second, int status, string? code)
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.SecondSignOut = second;
        var session = await visitor.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visitor.SignOutAsync(session.AccessToken)));
        var late = await visitor.AskAsync(
            "DELETE", "auth/sessions/current", null, Visitor.Token(session.AccessToken), ("x-stack-override-error-status", "true"));

        Assert.Equal([200, status, status, status], answers.Select(answer => answer.Status).Order());
        Assert.Equal((code is null ? 500 : 200, code), (late.Status, late.Code));
    }

    [Fact]
    public async Task A_sign_out_without_an_access_token_calls_it_expired_now()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var answer = await visitor.AskAsync("DELETE", "auth/sessions/current", null, ("x-stack-refresh-token", session.RefreshToken));

        Assert.Equal((401, "ACCESS_TOKEN_EXPIRED"), (answer.Status, answer.Code));
        Assert.Equal(visitor.Clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.Details.GetProperty("expired_at_millis").GetInt64());
        Assert.Null(answer.Details.GetProperty("user_id").GetString());
        Assert.Equal(200, (await visitor.RefreshAsync(session.RefreshToken)).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_newest_first_and_the_current_one_is_marked()
    {
        await using var visitor = await Visitor.StartAsync();
        var first = await visitor.SignInAsync();
        visitor.Clock.Advance(TimeSpan.FromSeconds(5));
        _ = await visitor.SignInAsync();

        var answer = await visitor.AskAsync("GET", "auth/sessions?user_id=me", null, Visitor.Token(first.AccessToken));

        var items = answer.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.False(answer.Json.GetProperty("is_paginated").GetBoolean());
        Assert.Equal([false, true], items.Select(item => item.GetProperty("is_current_session").GetBoolean()));
        Assert.Equal(TokenTests.Part(first.AccessToken, 1).Text("refresh_token_id"), items[1].Text("id"));
        Assert.Equal(5000, items[0].GetProperty("created_at").GetInt64() - items[1].GetProperty("created_at").GetInt64());
    }

    [Fact]
    public async Task A_client_lists_its_own_user_only()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = Visitor.Token((await visitor.SignInAsync()).AccessToken);
        var stranger = visitor.Service.AddUser("other@example.com", "other-password");

        var unnamed = await visitor.AskAsync("GET", "auth/sessions", null, token);
        var foreign = await visitor.AskAsync("GET", $"auth/sessions?user_id={stranger.Id}", null, token);
        var nobody = await visitor.AskAsync("GET", "auth/sessions?user_id=me");
        var server = await visitor.AskAsServerAsync("GET", $"auth/sessions?user_id={visitor.User.Id}");
        visitor.Knobs.SessionsNeedUserId = false;
        var lenient = await visitor.AskAsync("GET", "auth/sessions", null, token);

        Assert.Equal((400, "SCHEMA_ERROR"), (unnamed.Status, unnamed.Code));
        Assert.Equal((403, "text/plain; charset=utf-8"), (foreign.Status, foreign.ContentType));
        Assert.Equal((400, "CANNOT_GET_OWN_USER_WITHOUT_USER"), (nobody.Status, nobody.Code));
        Assert.Equal((1, 200), (server.Json.GetProperty("items").GetArrayLength(), lenient.Status));
    }

    [Fact]
    public async Task Another_session_can_be_deleted_and_the_current_one_cannot()
    {
        await using var visitor = await Visitor.StartAsync();
        var current = await visitor.SignInAsync();
        var other = await visitor.SignInAsync();
        var token = Visitor.Token(current.AccessToken);

        var own = await visitor.AskAsync("DELETE", $"auth/sessions/{Id(current)}?user_id=me", null, token);
        var deleted = await visitor.AskAsync("DELETE", $"auth/sessions/{Id(other)}?user_id=me", null, token);
        var again = await visitor.AskAsync("DELETE", $"auth/sessions/{Id(other)}?user_id=me", null, token);
        var unnamed = await visitor.AskAsync("DELETE", $"auth/sessions/{Id(other)}", null, token);
        var nonsense = await visitor.AskAsync("DELETE", "auth/sessions/nonsense?user_id=me", null, token);

        Assert.Equal((400, "CANNOT_DELETE_CURRENT_SESSION"), (own.Status, own.Code));
        Assert.True(deleted.Json.GetProperty("success").GetBoolean());
        Assert.Equal((404, "text/plain; charset=utf-8"), (again.Status, again.ContentType));
        Assert.Equal(("SCHEMA_ERROR", "SCHEMA_ERROR"), (unnamed.Code, nonsense.Code));
        Assert.Equal(401, (await visitor.RefreshAsync(other.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_server_makes_a_session_without_password_and_totp()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.User.AuthenticatorKey = new byte[20];

        var answer = await visitor.AskAsServerAsync("POST", "auth/sessions", new { user_id = visitor.User.Id, expires_in_millis = 5000 });

        Assert.Equal(["refresh_token", "access_token"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(200, (await visitor.RefreshAsync(answer.RefreshToken)).Status);
        visitor.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await visitor.RefreshAsync(answer.RefreshToken)).Status);
        Assert.Equal(200, (await visitor.MeAsync(answer.AccessToken)).Status);
    }

    [Theory]
    [InlineData("{\"user_id\":\"11111111-1111-4111-8111-111111111111\"}", 400, "USER_ID_DOES_NOT_EXIST")]
    [InlineData("{\"user_id\":\"nobody\"}", 400, "SCHEMA_ERROR")]
    [InlineData("{\"user_id\":\"me\"}", 400, "CANNOT_GET_OWN_USER_WITHOUT_USER")]
    [InlineData("{\"user_id\":\"11111111-1111-4111-8111-111111111111\",\"expires_in_millis\":31708800001}", 400, "SCHEMA_ERROR")]
    public async Task A_session_for_nobody_is_refused(string body, int status, string code)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("POST", "/api/v1/auth/sessions", Visitor.Content(body, "application/json"), [.. Visitor.ServerHeaders]);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    private static string Id(Answer session) => TokenTests.Part(session.AccessToken, 1).Text("refresh_token_id");
}
