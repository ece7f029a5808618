using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class UserTests
{
    [Fact]
    public async Task A_server_sees_more_of_a_user_than_a_client()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        var client = await visitor.MeAsync(token);
        var server = await visitor.AskAsServerAsync("GET", "users/me", null, Visitor.Token(token));

        Assert.Equal((visitor.User.Id, StackAuthService.DefaultEmail), (client.Json.Text("id"), client.Json.Text("primary_email")));
        Assert.Equal(21, client.Json.EnumerateObject().Count());
        Assert.Equal(
            ["server_metadata", "primary_email_auth_enabled", "last_active_at_millis", "restricted_by_admin_private_details", "country_code", "risk_scores"],
            server.Json.EnumerateObject().Select(member => member.Name).Except(client.Json.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task Nobody_is_signed_in_with_a_refresh_token_alone_or_once_deleted()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var refreshOnly = await visitor.AskAsync("GET", "users/me", null, ("x-stack-refresh-token", session.RefreshToken));
        visitor.Service.DeleteUser(visitor.User);
        var deleted = await visitor.MeAsync(session.AccessToken);

        Assert.Equal((400, "CANNOT_GET_OWN_USER_WITHOUT_USER"), (refreshOnly.Status, refreshOnly.Code));
        Assert.Equal((400, "CANNOT_GET_OWN_USER_WITHOUT_USER"), (deleted.Status, deleted.Code));
    }

    [Fact]
    public async Task A_client_changes_its_user_and_not_more_than_it_may()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = Visitor.Token((await visitor.SignInAsync()).AccessToken);

        var changed = await visitor.AskAsync("PATCH", "users/me", new { display_name = "Bot", client_metadata = new { a = 1 } }, token);
        var refused = await visitor.AskAsync("PATCH", "users/me", new { server_metadata = new { a = 1 } }, token);

        Assert.Equal("Bot", changed.Json.Text("display_name"));
        Assert.Equal(1, changed.Json.GetProperty("client_metadata").GetProperty("a").GetInt32());
        Assert.Equal((400, "SCHEMA_ERROR"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_server_makes_a_user_whose_totp_counts_only_once_it_is_patched()
    {
        await using var visitor = await Visitor.StartAsync();
        var key = Convert.ToBase64String(new byte[20]);
        var account = new { email = "made@example.com", password = "long-enough" };

        var client = await visitor.AskAsync("POST", "users", new { primary_email = account.email });
        var made = await visitor.AskAsServerAsync(
            "POST", "users", new { primary_email = account.email, account.password, primary_email_verified = true, totp_secret_base64 = key });
        var again = await visitor.AskAsServerAsync("POST", "users", new { primary_email = account.email });
        var before = await visitor.AskAsync("POST", "auth/password/sign-in", account);
        _ = await visitor.AskAsServerAsync("PATCH", $"users/{made.Json.Text("id")}", new { totp_secret_base64 = key });
        var after = await visitor.AskAsync("POST", "auth/password/sign-in", account);

        Assert.Equal((401, 201, 409), (client.Status, made.Status, again.Status));
        Assert.Equal((200, "MULTI_FACTOR_AUTHENTICATION_REQUIRED"), (before.Status, after.Code));
        Assert.DoesNotContain("totp_secret", made.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_user_is_not_found()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsServerAsync("GET", $"users/{Guid.NewGuid()}");

        Assert.Equal((404, "USER_NOT_FOUND"), (answer.Status, answer.Code));
    }
}
