using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class MfaTests
{
    private static readonly byte[] Key = "12345678901234567890"u8.ToArray();

    [Fact]
    public async Task A_right_password_asks_for_a_totp_and_the_totp_signs_in()
    {
        await using var visitor = await StartAsync();

        var asked = await visitor.SignInAsync();
        var answer = await GiveAsync(visitor, Attempt(asked), visitor.Totp());

        Assert.Equal((400, "MULTI_FACTOR_AUTHENTICATION_REQUIRED"), (asked.Status, asked.Code));
        Assert.Matches("^[0-9abcdefghjkmnpqrstvwxyz]{45}$", Attempt(asked));
        Assert.Equal(["access_token", "refresh_token", "is_new_user", "user_id"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.False(answer.Json.GetProperty("is_new_user").GetBoolean());
        var call = Assert.Single(visitor.Service.Calls, call => call.Totp is not null);
        Assert.Equal((visitor.Totp(), visitor.Clock.GetUtcNow().ToUnixTimeSeconds() / 30), (call.Totp, call.TotpStep));
    }

    [Fact]
    public async Task A_wrong_password_says_nothing_of_a_second_factor()
    {
        await using var visitor = await StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-in", new { email = StackAuthService.DefaultEmail, password = "wrong" });

        Assert.Equal("EMAIL_PASSWORD_MISMATCH", answer.Code);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task The_neighbouring_time_steps_are_refused_and_the_attempt_goes_on(int stepsAway)
    {
        await using var visitor = await StartAsync();
        var attempt = Attempt(await visitor.SignInAsync());

        var wrong = await GiveAsync(visitor, attempt, visitor.Totp(stepsAway));
        var right = await GiveAsync(visitor, attempt, visitor.Totp());
        var again = await GiveAsync(visitor, attempt, visitor.Totp());

        Assert.Equal((400, "INVALID_TOTP_CODE"), (wrong.Status, wrong.Code));
        Assert.Equal(200, right.Status);
        Assert.Equal((409, "VERIFICATION_CODE_ALREADY_USED"), (again.Status, again.Code));
    }

    [Fact]
    public async Task One_totp_works_twice_in_its_step_and_older_attempts_live_on()
    {
        await using var visitor = await StartAsync();
        var older = Attempt(await visitor.SignInAsync());
        var newer = Attempt(await visitor.SignInAsync());

        Assert.NotEqual(older, newer);
        Assert.Equal(200, (await GiveAsync(visitor, newer, visitor.Totp())).Status);
        Assert.Equal(200, (await GiveAsync(visitor, older, visitor.Totp())).Status);
    }

    [Fact]
    public async Task An_attempt_lives_for_five_minutes()
    {
        await using var visitor = await StartAsync();
        var attempt = Attempt(await visitor.SignInAsync());

        visitor.Clock.Advance(TimeSpan.FromMinutes(5));
        var answer = await GiveAsync(visitor, attempt, visitor.Totp());

        Assert.Equal((400, "VERIFICATION_CODE_EXPIRED"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_twenty_first_call_is_refused_even_with_the_right_totp()
    {
        await using var visitor = await StartAsync();
        var attempt = Attempt(await visitor.SignInAsync());
        for (var call = 1; call <= 20; call++)
        {
            Assert.Equal("INVALID_TOTP_CODE", (await GiveAsync(visitor, attempt, "0")).Code);
        }

        var answer = await GiveAsync(visitor, attempt, visitor.Totp());

        Assert.Equal((400, "VERIFICATION_CODE_MAX_ATTEMPTS_REACHED"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("0123456789abcdefghjkmnpqrstvwxyz0123456789abc", "totp", 404, "VERIFICATION_CODE_NOT_FOUND")]
    [InlineData("short", "totp", 400, "SCHEMA_ERROR")]
    [InlineData("0123456789abcdefghjkmnpqrstvwxyz0123456789abc", "sms", 400, "SCHEMA_ERROR")]
    public async Task An_attempt_that_is_none_is_refused(string code, string type, int status, string error)
    {
        await using var visitor = await StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/mfa/sign-in", new { type, totp = visitor.Totp(), code });

        Assert.Equal((status, error), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_user_switches_totp_on_and_off_and_sessions_live_on()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        var on = await visitor.AskAsync(
            "PATCH", "users/me", new { totp_secret_base64 = Convert.ToBase64String(Key) }, Visitor.Token(session.AccessToken));
        Assert.True(on.Json.GetProperty("requires_totp_mfa").GetBoolean());
        Assert.Equal("MULTI_FACTOR_AUTHENTICATION_REQUIRED", (await visitor.SignInAsync()).Code);
        Assert.Equal(200, (await visitor.RefreshAsync(session.RefreshToken)).Status);
        _ = await visitor.AskAsync("PATCH", "users/me", new { totp_secret_base64 = (string?)null }, Visitor.Token(session.AccessToken));

        Assert.Equal(200, (await visitor.SignInAsync()).Status);
    }

    private static async Task<Visitor> StartAsync()
    {
        var visitor = await Visitor.StartAsync();
        visitor.User.AuthenticatorKey = Key;
        return visitor;
    }

    private static string Attempt(Answer asked) => asked.Details.Text("attempt_code");

    private static Task<Answer> GiveAsync(Visitor visitor, string code, string totp) =>
        visitor.AskAsync("POST", "auth/mfa/sign-in", new { type = "totp", totp, code });
}
