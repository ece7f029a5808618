using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class OtpTests
{
    [Fact]
    public async Task The_mailed_characters_and_the_nonce_sign_in_once()
    {
        await using var visitor = await Visitor.StartAsync();

        var nonce = await SendAsync(visitor);
        var mail = Assert.Single(visitor.Service.Mails);
        var code = mail.Code + nonce;
        var answer = await SignInAsync(visitor, code);
        var again = await SignInAsync(visitor, code);

        Assert.Equal((39, 6, StackAuthService.DefaultEmail), (nonce.Length, mail.Code.Length, mail.To));
        Assert.Equal($"http://localhost:3000/cb?code={code.ToLowerInvariant()}", mail.Link);
        Assert.Equal(visitor.User.Id, answer.Json.Text("user_id"));
        Assert.False(answer.Json.GetProperty("is_new_user").GetBoolean());
        Assert.Equal((409, "VERIFICATION_CODE_ALREADY_USED"), (again.Status, again.Code));
    }

    [Fact]
    public async Task An_unknown_address_becomes_a_user()
    {
        await using var visitor = await Visitor.StartAsync();

        var nonce = await SendAsync(visitor, "new@example.com");
        var answer = await SignInAsync(visitor, visitor.Service.Mails[0].Code + nonce);

        Assert.True(answer.Json.GetProperty("is_new_user").GetBoolean());
        Assert.True((await visitor.MeAsync(answer.AccessToken)).Json.GetProperty("primary_email_verified").GetBoolean());
    }

    [Fact]
    public async Task Wrong_characters_are_not_found_and_count_as_tries_of_the_right_code()
    {
        await using var visitor = await Visitor.StartAsync();
        var nonce = await SendAsync(visitor);
        for (var call = 1; call <= 20; call++)
        {
            var wrong = await SignInAsync(visitor, "uuuuuu" + nonce);
            Assert.Equal((404, "VERIFICATION_CODE_NOT_FOUND"), (wrong.Status, wrong.Code));
        }

        Assert.Equal("VERIFICATION_CODE_MAX_ATTEMPTS_REACHED", (await SignInAsync(visitor, visitor.Service.Mails[0].Code + nonce)).Code);
        Assert.Equal("VERIFICATION_CODE_NOT_FOUND", (await SignInAsync(visitor, "uuuuuu" + nonce)).Code);
    }

    [Fact]
    public async Task Several_codes_are_open_at_once_and_a_check_uses_none_up()
    {
        await using var visitor = await Visitor.StartAsync();
        var first = await SendAsync(visitor);
        _ = await SendAsync(visitor);
        var code = visitor.Service.Mails[0].Code + first;

        var check = await visitor.AskAsync("POST", "auth/otp/sign-in/check-code", new { code });

        Assert.True(check.Json.GetProperty("is_code_valid").GetBoolean());
        Assert.Equal(200, (await SignInAsync(visitor, code)).Status);
    }

    [Fact]
    public async Task A_code_lives_for_seven_days()
    {
        await using var visitor = await Visitor.StartAsync();
        var nonce = await SendAsync(visitor);

        visitor.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("VERIFICATION_CODE_EXPIRED", (await SignInAsync(visitor, visitor.Service.Mails[0].Code + nonce)).Code);
    }

    [Fact]
    public async Task A_code_is_used_up_when_a_totp_is_asked_for_next()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.User.AuthenticatorKey = new byte[20];
        var nonce = await SendAsync(visitor);
        var code = visitor.Service.Mails[0].Code + nonce;

        var asked = await SignInAsync(visitor, code);
        var again = await SignInAsync(visitor, code);
        var mistaken = await SignInAsync(visitor, asked.Details.Text("attempt_code"));
        var done = await visitor.AskAsync(
            "POST", "auth/mfa/sign-in", new { type = "totp", totp = visitor.Totp(), code = asked.Details.Text("attempt_code") });

        Assert.Equal("MULTI_FACTOR_AUTHENTICATION_REQUIRED", asked.Code);
        Assert.Equal("VERIFICATION_CODE_ALREADY_USED", again.Code);
        Assert.Equal((500, "text/plain; charset=utf-8"), (mistaken.Status, mistaken.ContentType));
        Assert.Equal(200, done.Status);
    }

    [Fact]
    public async Task A_refusal_to_mail_at_all_is_plain_text()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Service.DefaultProject.OtpEnabled = false;

        var answer = await AskToSendAsync(visitor, StackAuthService.DefaultEmail);

        Assert.Equal((403, "text/plain; charset=utf-8", null), (answer.Status, answer.ContentType, answer.Code));
        Assert.Empty(visitor.Service.Mails);
    }

    [Fact]
    public async Task Foreign_callbacks_and_unverified_addresses_get_no_mail()
    {
        await using var visitor = await Visitor.StartAsync();

        var foreign = await AskToSendAsync(visitor, StackAuthService.DefaultEmail, "https://elsewhere.example/cb");
        visitor.User.EmailVerified = false;
        var unverified = await AskToSendAsync(visitor, StackAuthService.DefaultEmail);

        Assert.Equal("REDIRECT_URL_NOT_WHITELISTED", foreign.Code);
        Assert.Equal((409, "USER_EMAIL_ALREADY_EXISTS"), (unverified.Status, unverified.Code));
        Assert.True(unverified.Details.GetProperty("would_work_if_email_was_verified").GetBoolean());
        Assert.Empty(visitor.Service.Mails);
    }

    private static Task<Answer> AskToSendAsync(Visitor visitor, string email, string callback = "http://localhost:3000/cb") =>
        visitor.AskAsync("POST", "auth/otp/send-sign-in-code", new { email, callback_url = callback });

    private static async Task<string> SendAsync(Visitor visitor, string email = StackAuthService.DefaultEmail) =>
        (await AskToSendAsync(visitor, email)).Json.Text("nonce");

    private static Task<Answer> SignInAsync(Visitor visitor, string code) => visitor.AskAsync("POST", "auth/otp/sign-in", new { code });
}
