using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams.StackAuth;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>What the gateway sends to a project, to the byte where the server is particular, and what it makes of the answers.</summary>
public sealed class StackAuthProtocolTests
{
    private static readonly string Nonce = new('n', 39);
    private static readonly StackAuthOtp Otp = new("https://app.example/callback");

    private readonly ProtocolUnderTest _stack = new();

    [Fact]
    public async Task A_sign_in_sends_the_two_members_that_the_server_knows_and_no_more()
    {
        _stack.Http.Json(200, $$"""{"access_token":"{{_stack.Token()}}","refresh_token":"r","user_id":"user-1","of_tomorrow":[]}""");

        var grant = Assert.IsType<LoginResult.Granted>(await _stack.LoginAsync()).Grant;

        var sent = Assert.Single(_stack.Http.Sent);
        Assert.Equal(("POST", "/api/v1/auth/password/sign-in", "application/json"), (sent.Method, sent.Path, sent.ContentType));
        Assert.Equal(["email", "password"], Members(sent.Body));
        Assert.Equal(
            ["x-stack-access-type=client", $"x-stack-project-id={ProtocolUnderTest.Project}", $"x-stack-publishable-client-key={ProtocolUnderTest.PublishableKey}"],
            sent.Headers.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal)).Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(("user-1", "session-1", "r"), (grant.UserId, grant.SessionId?.Reveal(), grant.RefreshToken?.Reveal()));
        Assert.Equal(TimeSpan.FromDays(365), grant.RefreshTokenLifetime);
    }

    [Fact]
    public async Task A_sign_in_that_wants_a_totp_waits_five_minutes_for_it()
    {
        _stack.Http.Refuse(400, "MULTI_FACTOR_AUTHENTICATION_REQUIRED", """{"attempt_code":"attempt-1"}""");

        var challenge = Assert.IsType<LoginResult.TwoFactorRequired>(await _stack.LoginAsync()).Challenge;

        Assert.Equal(("totp", "attempt-1", null), (challenge.Kind, challenge.Reference.Reveal(), challenge.SentTo));
        Assert.Equal(TimeSpan.FromMinutes(5), challenge.ExpiresAt - challenge.RequestedAt);
    }

    [Fact]
    public async Task A_totp_goes_with_the_attempt_code_and_its_type()
    {
        _stack.Http.Json(200, $$"""{"access_token":"{{_stack.Token()}}","refresh_token":"r","is_new_user":false,"user_id":"user-1"}""");

        var result = await _stack.ConfirmAsync(_stack.Challenge("totp", "attempt-1"), "012345");

        Assert.Equal("session-1", Assert.IsType<ConfirmResult.Granted>(result).Grant.SessionId?.Reveal());
        var sent = Assert.Single(_stack.Http.Sent);
        Assert.Equal("/api/v1/auth/mfa/sign-in", sent.Path);
        Assert.Equal("""{"type":"totp","totp":"012345","code":"attempt-1"}""", sent.Body);
    }

    [Fact]
    public async Task A_refresh_has_no_body_no_content_type_and_no_access_token()
    {
        _stack.Http.Json(200, $$"""{"access_token":"{{_stack.Token()}}"}""");

        var grant = Assert.IsType<RefreshResult.Granted>(await _stack.RefreshAsync(_stack.Session())).Grant;

        var sent = Assert.Single(_stack.Http.Sent);
        Assert.Equal(("POST", "/api/v1/auth/sessions/current/refresh", null, string.Empty), (sent.Method, sent.Path, sent.ContentType, sent.Body));
        Assert.Equal("canary-refresh-token", sent.Headers["x-stack-refresh-token"]);
        Assert.False(sent.Headers.ContainsKey("x-stack-access-token"));
        Assert.False(sent.Headers.ContainsKey("Authorization"));
        Assert.Null(grant.RefreshToken);
        Assert.Null(grant.RefreshTokenLifetime);
    }

    [Fact]
    public async Task A_mailed_code_is_asked_for_and_given_with_what_belongs_to_it()
    {
        _stack.Http.Json(200, $$"""{"nonce":"{{Nonce}}"}""").Json(200, $$"""{"access_token":"{{_stack.Token()}}","refresh_token":"r","user_id":"user-1"}""");

        var challenge = Assert.IsType<LoginResult.TwoFactorRequired>(await _stack.LoginAsync(Otp)).Challenge;
        var result = await _stack.ConfirmAsync(challenge, " ABC123 ");

        Assert.IsType<ConfirmResult.Granted>(result);
        Assert.Equal(("email", "b***@example.com"), (challenge.Kind, challenge.SentTo));
        Assert.Equal(TimeSpan.FromDays(7), challenge.ExpiresAt - challenge.RequestedAt);
        Assert.Equal(
            [("/api/v1/auth/otp/send-sign-in-code", """{"email":"bot@example.com","callback_url":"https://app.example/callback"}"""), ("/api/v1/auth/otp/sign-in", $$"""{"code":"abc123{{Nonce}}"}""")],
            _stack.Http.Sent.Select(sent => (sent.Path, sent.Body)));
    }

    [Theory]
    [InlineData("email", "12345")]
    [InlineData("email", "1234567")]
    [InlineData("totp", "12345")]
    [InlineData("totp", "1234567")]
    [InlineData("totp", "abc123")]
    [InlineData("totp", "12345\u0661")]
    public async Task A_code_of_another_form_is_wrong_without_asking(string kind, string code)
    {
        var challenge = _stack.Challenge(kind, Nonce);

        Assert.Contains("six", _stack.Protocol.JudgeCode(challenge, new Secret(code)), StringComparison.Ordinal);
        Assert.IsType<ConfirmResult.WrongCode>(await _stack.ConfirmAsync(challenge, code));
        Assert.Empty(_stack.Http.Sent);
    }

    [Theory]
    [InlineData("email", "abc123")]
    [InlineData("email", " 123456 ")]
    [InlineData("totp", "012345")]
    public void A_code_of_the_right_form_may_be_right(string kind, string code) =>
        Assert.Null(_stack.Protocol.JudgeCode(_stack.Challenge(kind, Nonce), new Secret(code)));

    [Fact]
    public async Task After_a_mailed_code_a_totp_can_still_be_wanted()
    {
        _stack.Http.Refuse(400, "MULTI_FACTOR_AUTHENTICATION_REQUIRED", """{"attempt_code":"attempt-2"}""");

        var next = Assert.IsType<ConfirmResult.AnotherRequired>(await _stack.ConfirmAsync(_stack.Challenge("email", Nonce), "abc123")).Challenge;

        Assert.Equal(("totp", "attempt-2", "bot@example.com"), (next.Kind, next.Reference.Reveal(), next.Login));
    }

    [Fact]
    public async Task A_code_comes_anew_with_a_new_attempt_only() =>
        Assert.IsType<ResendResult.Unsupported>(await _stack.Protocol.ResendCodeAsync(_stack.Challenge("email", Nonce), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Sign_in_by_mail_that_is_switched_off_has_no_code_and_is_understood()
    {
        _stack.Http.Add(403, "OTP sign-in is not enabled", "text/plain; charset=utf-8", ("x-stack-request-id", "abcdefghijklmnop"));

        var failure = Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync(Otp)).Failure;

        Assert.Contains("switched off", Assert.IsType<TokenFailure.Misconfigured>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_firewalls_page_in_its_place_says_nothing()
    {
        _stack.Http.Add(403, "Forbidden", "text/plain");

        Assert.IsType<TokenFailure.Transient>(Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync(Otp)).Failure);
    }

    [Fact]
    public async Task A_server_session_is_made_with_the_server_key_and_the_users_id_alone()
    {
        var stack = new ProtocolUnderTest(options => options with { SecretServerKey = ProtocolUnderTest.Inline(ProtocolUnderTest.ServerKey) });
        stack.Http.Json(200, $$"""{"access_token":"{{stack.Token(user: "3f2b0000-0000-4000-8000-000000000001")}}","refresh_token":"r"}""");

        var grant = Assert.IsType<LoginResult.Granted>(await stack.LoginAsync(new StackAuthServerSession("3f2b0000-0000-4000-8000-000000000001"))).Grant;

        var sent = Assert.Single(stack.Http.Sent);
        Assert.Equal(("/api/v1/auth/sessions", """{"user_id":"3f2b0000-0000-4000-8000-000000000001"}"""), (sent.Path, sent.Body));
        Assert.Equal(("server", ProtocolUnderTest.ServerKey), (sent.Headers["x-stack-access-type"], sent.Headers["x-stack-secret-server-key"]));
        Assert.False(sent.Headers.ContainsKey("x-stack-publishable-client-key"));
        Assert.Equal("3f2b0000-0000-4000-8000-000000000001", grant.UserId);
    }

    [Theory]
    [InlineData(true, "client")]
    [InlineData(false, "server")]
    public async Task The_server_key_serves_own_calls_only_where_there_is_no_other(bool hasPublishable, string accessType)
    {
        var stack = new ProtocolUnderTest(options => options with
        {
            PublishableClientKey = hasPublishable ? options.PublishableClientKey : null,
            SecretServerKey = ProtocolUnderTest.Inline(ProtocolUnderTest.ServerKey),
        });
        stack.Http.Refuse(400, "EMAIL_PASSWORD_MISMATCH");

        await stack.LoginAsync();

        var headers = Assert.Single(stack.Http.Sent).Headers;
        Assert.Equal(accessType, headers["x-stack-access-type"]);
        Assert.Equal(hasPublishable, !headers.ContainsKey("x-stack-secret-server-key"));
    }

    [Fact]
    public async Task A_sign_out_needs_the_live_access_token_and_no_refresh_token()
    {
        _stack.Http.Json(200, """{"success":true}""");

        Assert.Null(await _stack.LogoutAsync(_stack.Session()));

        var sent = Assert.Single(_stack.Http.Sent);
        Assert.Equal(("DELETE", "/api/v1/auth/sessions/current", null), (sent.Method, sent.Path, sent.ContentType));
        Assert.True(sent.Headers.ContainsKey("x-stack-access-token"));
        Assert.False(sent.Headers.ContainsKey("x-stack-refresh-token"));
    }

    [Fact]
    public async Task With_an_expired_token_a_sign_out_refreshes_first()
    {
        var fresh = _stack.Token(session: "fresh");
        _stack.Http.Json(200, $$"""{"access_token":"{{fresh}}"}""").Json(200, """{"success":true}""");

        Assert.Null(await _stack.LogoutAsync(_stack.Session(TimeSpan.Zero)));

        Assert.Equal(["POST", "DELETE"], _stack.Http.Sent.Select(sent => sent.Method));
        Assert.Equal(fresh, _stack.Http.Sent[1].Headers["x-stack-access-token"]);
    }

    [Fact]
    public async Task A_session_that_is_gone_already_is_signed_out()
    {
        _stack.Http.Refuse(401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED");
        Assert.Null(await _stack.LogoutAsync(_stack.Session()));

        _stack.Http.Add(500, "Internal server error", "text/plain").Refuse(401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED");
        Assert.Null(await _stack.LogoutAsync(_stack.Session()));

        _stack.Http.Refuse(401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED");
        Assert.Null(await _stack.LogoutAsync(_stack.Session(TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_sign_out_that_failed_for_real_says_so()
    {
        _stack.Http.Add(500, "Internal server error", "text/plain").Json(200, $$"""{"access_token":"{{_stack.Token()}}"}""");

        Assert.Equal("server_error", (await _stack.LogoutAsync(_stack.Session()))?.Code);
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_read_sends_nothing_and_spends_nothing()
    {
        var stack = new ProtocolUnderTest(options => options with { PublishableClientKey = new Secrets.SecretReference.InFile("KeyFile", "/nowhere/key") });

        var failure = Assert.IsType<TokenFailure.Transient>(Assert.IsType<LoginResult.Failed>(await stack.LoginAsync()).Failure);

        Assert.Equal(("key_unreadable", false), (failure.Code, failure.Sent));
        Assert.Empty(stack.Http.Sent);
    }

    [Fact]
    public void Sessions_of_other_projects_and_branches_have_other_owners()
    {
        var other = new ProtocolUnderTest(options => options with { ProjectId = "other" });
        var branch = new ProtocolUnderTest(options => options with { BranchId = "dev" });

        Assert.Equal(_stack.Protocol.OwnerOf("Bot@Example.com "), _stack.Protocol.OwnerOf("bot@example.com"));
        Assert.NotEqual(_stack.Protocol.OwnerOf("a"), other.Protocol.OwnerOf("a"));
        Assert.NotEqual(_stack.Protocol.OwnerOf("a"), branch.Protocol.OwnerOf("a"));
    }

    private static IEnumerable<string> Members(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
    }
}
