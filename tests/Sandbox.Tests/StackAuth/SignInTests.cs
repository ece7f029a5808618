using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class SignInTests
{
    [Fact]
    public async Task A_right_password_gives_two_tokens_and_the_user()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SignInAsync();

        Assert.Equal(["access_token", "refresh_token", "user_id"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(visitor.User.Id, answer.Json.Text("user_id"));
        Assert.Matches("^[0-9abcdefghjkmnpqrstvwxyz]{45}$", answer.RefreshToken);
        Assert.Equal((1, 1), (visitor.Service.Count(StackAuthOperations.SignIn), visitor.Service.PasswordAttempts));
        Assert.Equal(StackAuthService.DefaultEmail, visitor.Service.Calls[0].Email);
    }

    [Theory]
    [InlineData("bot@example.com", "wrong")]
    [InlineData("nobody@example.com", "sandbox-password")]
    public async Task A_wrong_password_and_an_unknown_address_look_alike(string email, string password)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-in", new { email, password });

        Assert.Equal((400, "EMAIL_PASSWORD_MISMATCH"), (answer.Status, answer.Code));
        Assert.False(answer.Json.TryGetProperty("details", out _));
    }

    [Fact]
    public async Task A_project_may_have_no_passwords()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Service.DefaultProject.PasswordEnabled = false;

        Assert.Equal("PASSWORD_AUTHENTICATION_NOT_ENABLED", (await visitor.SignInAsync()).Code);
    }

    [Fact]
    public async Task A_new_user_signs_up_once_and_can_sign_in()
    {
        await using var visitor = await Visitor.StartAsync();
        var account = new { email = "New@example.com", password = "long-enough" };

        var signedUp = await visitor.AskAsync("POST", "auth/password/sign-up", account);
        var again = await visitor.AskAsync("POST", "auth/password/sign-up", account);
        var signedIn = await visitor.AskAsync("POST", "auth/password/sign-in", account);

        Assert.Equal((200, 200), (signedUp.Status, signedIn.Status));
        Assert.Equal(signedUp.Json.Text("user_id"), signedIn.Json.Text("user_id"));
        Assert.Equal((409, "USER_EMAIL_ALREADY_EXISTS"), (again.Status, again.Code));
        Assert.Equal("new@example.com", again.Details.Text("email"));
        Assert.False(again.Details.GetProperty("would_work_if_email_was_verified").GetBoolean());
    }

    [Theory]
    [InlineData("new@example.com", "short", null, "PASSWORD_TOO_SHORT")]
    [InlineData("new@example", "long-enough", null, "SCHEMA_ERROR")]
    [InlineData("new@example.com", "long-enough", "https://elsewhere.example/verify", "REDIRECT_URL_NOT_WHITELISTED")]
    [InlineData("new@example.com", "long-enough", "http://localhost:3000/verify", null)]
    [InlineData("new@example.com", "long-enough", "https://yourapp.com/verify", null)]
    public async Task A_sign_up_is_judged(string email, string password, string? callback, string? code)
    {
        await using var visitor = await Visitor.StartAsync();
        object body = callback is null ? new { email, password } : new { email, password, verification_callback_url = callback };

        Assert.Equal(code, (await visitor.AskAsync("POST", "auth/password/sign-up", body)).Code);
    }

    [Fact]
    public async Task A_password_of_more_than_seventy_characters_is_against_the_schema()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-up", new { email = "new@example.com", password = new string('x', 71) });

        Assert.Equal("SCHEMA_ERROR", answer.Code);
    }

    [Fact]
    public async Task A_project_may_take_nobody_new()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Service.DefaultProject.SignUpEnabled = false;

        var byPassword = await visitor.AskAsync("POST", "auth/password/sign-up", new { email = "new@example.com", password = "long-enough" });
        var byMail = await visitor.AskAsync(
            "POST", "auth/otp/send-sign-in-code", new { email = "new@example.com", callback_url = "http://localhost/cb" });

        Assert.Equal(("SIGN_UP_NOT_ENABLED", "SIGN_UP_NOT_ENABLED"), (byPassword.Code, byMail.Code));
    }

    [Fact]
    public async Task An_anonymous_user_becomes_a_known_one_with_the_same_id()
    {
        await using var visitor = await Visitor.StartAsync();
        var anonymous = await visitor.AskAsync("POST", "auth/anonymous/sign-up");

        var known = await visitor.AskAsync(
            "POST",
            "auth/password/sign-up",
            new { email = "new@example.com", password = "long-enough" },
            Visitor.Token(anonymous.AccessToken),
            ("x-stack-allow-anonymous-user", "true"));

        Assert.Equal(anonymous.Json.Text("user_id"), known.Json.Text("user_id"));
        Assert.Equal(200, (await visitor.MeAsync(known.AccessToken)).Status);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions()
    {
        await using var visitor = await Visitor.StartAsync();
        var kept = await visitor.SignInAsync();
        var other = await visitor.SignInAsync();
        var change = new { old_password = StackAuthService.DefaultPassword, new_password = "another-password" };

        var nobody = await visitor.AskAsync("POST", "auth/password/update", change);
        var wrong = await visitor.AskAsync(
            "POST", "auth/password/update", new { old_password = "wrong", new_password = "another-password" }, Visitor.Token(kept.AccessToken));
        var changed = await visitor.AskAsync(
            "POST", "auth/password/update", change, Visitor.Token(kept.AccessToken), ("x-stack-refresh-token", kept.RefreshToken));

        Assert.Equal(("SCHEMA_ERROR", "PASSWORD_CONFIRMATION_MISMATCH"), (nobody.Code, wrong.Code));
        Assert.True(changed.Json.GetProperty("success").GetBoolean());
        Assert.Equal(200, (await visitor.RefreshAsync(kept.RefreshToken)).Status);
        Assert.Equal("REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", (await visitor.RefreshAsync(other.RefreshToken)).Code);
        Assert.Equal("EMAIL_PASSWORD_MISMATCH", (await visitor.SignInAsync()).Code);
    }
}
