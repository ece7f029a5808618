using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>What each refusal leads to, row by row.</summary>
public sealed class StackAuthErrorsTests
{
    private readonly ProtocolUnderTest _stack = new(options => options with { SecretServerKey = ProtocolUnderTest.Inline(ProtocolUnderTest.ServerKey) });

    [Theory]
    [InlineData(400, "EMAIL_PASSWORD_MISMATCH")]
    [InlineData(400, "SCHEMA_ERROR")]
    [InlineData(400, "USER_ID_DOES_NOT_EXIST")]
    [InlineData(400, "SIGN_UP_NOT_ENABLED")]
    [InlineData(403, "SIGN_UP_REJECTED")]
    public async Task A_clear_word_about_the_credentials_is_a_rejection(int status, string code)
    {
        _stack.Http.Refuse(status, code);

        var failure = Assert.IsType<TokenFailure.Rejected>(await FailedLoginAsync());

        Assert.Equal("invalid_credentials", failure.Code);
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "PASSWORD_AUTHENTICATION_NOT_ENABLED")]
    [InlineData(400, "CURRENT_PROJECT_NOT_FOUND")]
    [InlineData(400, "BRANCH_DOES_NOT_EXIST")]
    [InlineData(401, "PUBLISHABLE_CLIENT_KEY_REQUIRED_FOR_PROJECT")]
    [InlineData(401, "INVALID_PUBLISHABLE_CLIENT_KEY")]
    [InlineData(401, "SERVER_AUTHENTICATION_REQUIRED")]
    [InlineData(401, "INVALID_SECRET_SERVER_KEY")]
    [InlineData(401, "INSUFFICIENT_ACCESS_TYPE")]
    [InlineData(400, "ACCESS_TYPE_REQUIRED")]
    [InlineData(400, "ACCESS_TYPE_WITHOUT_PROJECT_ID")]
    [InlineData(400, "PROJECT_KEY_WITHOUT_ACCESS_TYPE")]
    [InlineData(400, "INVALID_ACCESS_TYPE")]
    [InlineData(400, "REDIRECT_URL_NOT_WHITELISTED")]
    [InlineData(409, "USER_EMAIL_ALREADY_EXISTS")]
    [InlineData(409, "BOT_CHALLENGE_REQUIRED")]
    [InlineData(400, "BOT_CHALLENGE_FAILED")]
    public async Task What_a_person_must_set_right_is_a_misconfiguration_and_on_a_refresh_keeps_the_session(int status, string code)
    {
        _stack.Http.Refuse(status, code).Refuse(status, code);

        var login = Assert.IsType<TokenFailure.Misconfigured>(await FailedLoginAsync());
        var refresh = Assert.IsType<TokenFailure.Transient>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);

        Assert.Contains(code, login.Message, StringComparison.Ordinal);
        Assert.Contains(code, refresh.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "A_CODE_OF_TOMORROW", "login_failed")]
    [InlineData(429, "", "rate_limited")]
    [InlineData(500, "", "server_error")]
    [InlineData(502, "EMAIL_PASSWORD_MISMATCH", "server_error")]
    [InlineData(408, "", "server_error")]
    [InlineData(308, "", "redirected")]
    public async Task Anything_else_says_nothing(int status, string code, string failure)
    {
        _stack.Http.Refuse(status, code).Refuse(status, code);

        Assert.Equal(failure, Assert.IsType<TokenFailure.Transient>(await FailedLoginAsync()).Code);
        Assert.IsType<TokenFailure.Transient>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);
    }

    [Theory]
    [InlineData(200, "<html>maintenance</html>", "text/html")]
    [InlineData(403, "<html>blocked</html>", "text/html")]
    [InlineData(403, "{\"blocked\":true}", "application/json")]
    [InlineData(200, "{\"access_token\":\"ey", "application/json")]
    [InlineData(200, "", "application/json")]
    [InlineData(200, "{}", "application/json")]
    [InlineData(200, "[]", "application/json")]
    [InlineData(200, "{\"access_token\":\"two words\"}", "application/json")]
    [InlineData(400, "{\"code\":\"not a code\"}", "application/json")]
    public async Task An_answer_that_nobody_understands_says_nothing(int status, string body, string contentType)
    {
        _stack.Http.Add(status, body, contentType).Add(status, body, contentType);

        Assert.Equal("unexpected_answer", Assert.IsType<TokenFailure.Transient>(await FailedLoginAsync()).Code);
        Assert.IsType<TokenFailure.Transient>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);
    }

    [Fact]
    public async Task The_code_comes_from_the_newer_header_then_the_older_then_the_body()
    {
        _stack.Http
            .Json(400, """{"code":"THIRD"}""", ("x-hexclave-known-error", "EMAIL_PASSWORD_MISMATCH"), ("x-stack-known-error", "SECOND"))
            .Json(400, """{"code":"THIRD"}""", ("x-stack-known-error", "EMAIL_PASSWORD_MISMATCH"))
            .Json(400, """{"code":"EMAIL_PASSWORD_MISMATCH"}""");

        for (var answer = 0; answer < 3; answer++)
        {
            Assert.IsType<TokenFailure.Rejected>(await FailedLoginAsync());
        }
    }

    [Theory]
    [InlineData("x-stack-actual-status")]
    [InlineData("x-hexclave-actual-status")]
    public async Task A_refusal_behind_a_status_of_200_is_one(string header)
    {
        _stack.Http.Json(200, """{"code":"EMAIL_PASSWORD_MISMATCH"}""", (header, "400"));

        Assert.IsType<TokenFailure.Rejected>(await FailedLoginAsync());
    }

    [Fact]
    public async Task Codes_in_a_body_that_does_not_say_it_is_json_are_not_read()
    {
        _stack.Http.Add(400, """{"code":"EMAIL_PASSWORD_MISMATCH"}""", "text/plain");

        Assert.IsType<TokenFailure.Transient>(await FailedLoginAsync());
    }

    [Fact]
    public async Task A_wish_to_wait_is_told()
    {
        _stack.Http.Json(429, """{"message":"slow"}""", ("Retry-After", "77"));

        Assert.Equal(TimeSpan.FromSeconds(77), Assert.IsType<TokenFailure.Transient>(await FailedLoginAsync()).RetryAfter);
    }

    [Fact]
    public async Task Only_one_code_ends_a_session()
    {
        _stack.Http.Refuse(401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED").Refuse(401, "ACCESS_TOKEN_EXPIRED").Refuse(400, "SCHEMA_ERROR");

        Assert.IsType<TokenFailure.Rejected>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);
        Assert.IsType<TokenFailure.Transient>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);
        Assert.IsType<TokenFailure.Transient>(Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure);
    }

    [Theory]
    [InlineData("totp", 400, "INVALID_TOTP_CODE", typeof(ConfirmResult.WrongCode))]
    [InlineData("totp", 400, "SCHEMA_ERROR", typeof(ConfirmResult.WrongCode))]
    [InlineData("totp", 404, "VERIFICATION_CODE_NOT_FOUND", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("totp", 400, "VERIFICATION_CODE_EXPIRED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("totp", 409, "VERIFICATION_CODE_ALREADY_USED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("totp", 400, "VERIFICATION_CODE_MAX_ATTEMPTS_REACHED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("totp", 400, "A_CODE_OF_TOMORROW", typeof(ConfirmResult.Failed))]
    [InlineData("totp", 401, "INVALID_PUBLISHABLE_CLIENT_KEY", typeof(ConfirmResult.Failed))]
    [InlineData("totp", 500, "", typeof(ConfirmResult.Failed))]
    [InlineData("email", 404, "VERIFICATION_CODE_NOT_FOUND", typeof(ConfirmResult.WrongCode))]
    [InlineData("email", 400, "VERIFICATION_CODE_EXPIRED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("email", 409, "VERIFICATION_CODE_ALREADY_USED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("email", 400, "VERIFICATION_CODE_MAX_ATTEMPTS_REACHED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("email", 403, "SIGN_UP_REJECTED", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("email", 429, "", typeof(ConfirmResult.Failed))]
    public async Task A_refused_code_is_wrong_or_too_late_or_not_judged(string kind, int status, string code, Type expected)
    {
        _stack.Http.Refuse(status, code);

        Assert.IsType(expected, await _stack.ConfirmAsync(_stack.Challenge(kind, "reference"), "123456"));
    }

    [Fact]
    public async Task Nothing_that_was_sent_or_answered_stands_in_a_message()
    {
        _stack.Http.Json(
            400,
            """{"code":"EMAIL_PASSWORD_MISMATCH","error":"canary-password is wrong"}""",
            ("x-stack-known-error", "EMAIL_PASSWORD_MISMATCH"));

        var failure = await FailedLoginAsync();

        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\"", failure.Message, StringComparison.Ordinal);
    }

    private async Task<TokenFailure> FailedLoginAsync() => Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync()).Failure;
}
