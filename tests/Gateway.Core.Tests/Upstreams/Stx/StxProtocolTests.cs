using System.Net;
using System.Net.Sockets;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;
using Sandbox;
using Sandbox.Stx;

namespace Gateway.Core.Tests.Upstreams.Stx;

/// <summary>The protocol against the sandbox exchange, over real sockets.</summary>
public sealed class StxProtocolTests : IAsyncLifetime
{
    private SandboxServer _sandbox = null!;
    private HttpMessageInvoker _http = null!;
    private IUpstreamProtocol _protocol = null!;

    private StxKnobs Knobs => _sandbox.Stx.Knobs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(cancellationToken: Cancel);
        _protocol = ProtocolFor(_sandbox.BaseUrl);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_login_brings_tokens_and_both_user_ids()
    {
        var grant = Granted(await LoginAsync());

        var user = _sandbox.Stx.DefaultUser;
        Assert.Equal(user.UserId, grant.UserId);
        Assert.Equal(user.UserUid, grant.UserUid);
        Assert.NotNull(grant.RefreshToken);
        Assert.NotNull(Jwt.Read(grant.AccessToken).ExpiresAt);
        Assert.NotNull(grant.ServerTime);
        Assert.Equal("device-1", Assert.Single(_sandbox.Stx.Calls).DeviceId);
    }

    [Fact]
    public async Task An_account_without_an_email_logs_in_by_user_name()
    {
        _sandbox.Stx.AddUser("named@example.com", "pw", "named");

        var result = await _protocol.LoginAsync(
            new LoginRequest(AccountName.Parse("bot"), new LoginCredentials(null, "named", new Secret("pw")), "d", TimeSpan.FromMinutes(10)), Cancel);

        Assert.IsType<LoginResult.Granted>(result);
    }

    [Fact]
    public async Task A_wrong_password_is_a_clear_rejection()
    {
        var failure = Failed(await LoginAsync("wrong"));

        Assert.Equal("invalid_credentials", Assert.IsType<TokenFailure.Rejected>(failure).Code);
    }

    [Fact]
    public async Task A_login_that_wants_a_code_is_a_challenge_and_no_failure()
    {
        _sandbox.Stx.DefaultUser.RequiresTwoFactor = true;

        var challenge = Assert.IsType<LoginResult.TwoFactorRequired>(await LoginAsync()).Challenge;

        Assert.Equal("email", challenge.Kind);
        Assert.Equal("b***@example.com", challenge.SentTo);
        Assert.Equal(TimeSpan.FromMinutes(10), challenge.ExpiresAt - challenge.RequestedAt);
    }

    [Fact]
    public async Task Terms_to_accept_are_a_warning()
    {
        Knobs.PromptTnc = true;

        Assert.Contains("terms_not_accepted", Granted(await LoginAsync()).Warnings);
    }

    public static TheoryData<MisbehaviourKind, string> TransientAnswers => new()
    {
        { MisbehaviourKind.ServerError500, "server_error" },
        { MisbehaviourKind.BadGateway502, "server_error" },
        { MisbehaviourKind.MaintenanceHtml200, "unexpected_answer" },
        { MisbehaviourKind.EmptyBody, "unexpected_answer" },
        { MisbehaviourKind.GarbageJson, "unexpected_answer" },
        { MisbehaviourKind.ForbiddenHtml403, "unexpected_answer" },
        { MisbehaviourKind.CloseConnection, "unreachable" },
    };

    [Theory]
    [MemberData(nameof(TransientAnswers))]
    public async Task What_is_no_clear_rejection_says_nothing_about_the_password(MisbehaviourKind kind, string code)
    {
        Knobs.Misbehave("login", kind);

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.Equal(code, failure.Code);
        Assert.True(failure.Sent);
    }

    [Theory]
    [MemberData(nameof(TransientAnswers))]
    public async Task What_is_no_clear_refusal_does_not_end_the_session(MisbehaviourKind kind, string code)
    {
        var session = SessionOf(Granted(await LoginAsync()));
        Knobs.Misbehave("newToken", kind);

        var failure = Assert.IsType<RefreshResult.Failed>(await _protocol.RefreshAsync(session, Cancel)).Failure;

        Assert.Equal(code, Assert.IsType<TokenFailure.Transient>(failure).Code);
    }

    [Fact]
    public async Task Too_many_requests_names_the_wish_to_wait()
    {
        Knobs.Misbehave("login", Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(77)));

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.Equal("rate_limited", failure.Code);
        Assert.Equal(TimeSpan.FromSeconds(77), failure.RetryAfter);
    }

    [Fact]
    public async Task A_password_that_never_left_is_told_apart()
    {
        await _sandbox.StopAsync();

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.Equal("unreachable", failure.Code);
        Assert.False(failure.Sent);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told_apart()
    {
        _protocol = ProtocolFor(new Uri("http://no-such-host.invalid"));

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.False(failure.Sent);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_brings_both_tokens_anew_and_sends_no_bearer()
    {
        var grant = Granted(await LoginAsync());

        var renewed = Assert.IsType<RefreshResult.Granted>(await _protocol.RefreshAsync(SessionOf(grant), Cancel)).Grant;

        Assert.NotEqual(grant.AccessToken, renewed.AccessToken);
        Assert.NotEqual(grant.RefreshToken, renewed.RefreshToken);
        Assert.Null(_sandbox.Stx.Calls[^1].AccessToken);
    }

    [Fact]
    public async Task An_empty_new_refresh_token_means_that_the_old_one_goes_on()
    {
        Knobs.EmptyRefreshTokenOnRenewal = true;

        var renewed = Assert.IsType<RefreshResult.Granted>(await _protocol.RefreshAsync(SessionOf(Granted(await LoginAsync())), Cancel)).Grant;

        Assert.Null(renewed.RefreshToken);
        Assert.Null(renewed.RefreshTokenLifetime);
    }

    [Fact]
    public async Task A_spent_refresh_token_is_refused_which_asks_for_a_login()
    {
        var session = SessionOf(Granted(await LoginAsync()));
        await _protocol.RefreshAsync(session, Cancel);

        var failure = Assert.IsType<RefreshResult.Failed>(await _protocol.RefreshAsync(session, Cancel)).Failure;

        Assert.Equal("refresh_refused", Assert.IsType<TokenFailure.Rejected>(failure).Code);
    }

    [Fact]
    public async Task An_upstream_that_wants_the_bearer_on_refresh_gets_it_and_is_remembered()
    {
        Knobs.NewTokenNeedsBearer = true;
        var session = SessionOf(Granted(await LoginAsync()));

        var renewed = Assert.IsType<RefreshResult.Granted>(await _protocol.RefreshAsync(session, Cancel)).Grant;
        Assert.Equal(2, _sandbox.Stx.Count("newToken"));
        Assert.IsType<RefreshResult.Granted>(await _protocol.RefreshAsync(SessionOf(renewed), Cancel));

        Assert.Equal(3, _sandbox.Stx.Count("newToken"));
    }

    [Fact]
    public async Task A_logout_ends_the_session_at_the_upstream()
    {
        var session = SessionOf(Granted(await LoginAsync()));
        Assert.Equal(1, _sandbox.Stx.LivingSessions(StxExchange.DefaultEmail));

        Assert.Null(await _protocol.LogoutAsync(session, "device-1", Cancel));

        Assert.Equal(0, _sandbox.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task A_connection_that_is_reset_after_the_password_was_sent_is_told_as_closed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _protocol = ProtocolFor(new Uri($"http://{listener.LocalEndpoint}"));

        var login = LoginAsync();
        using (var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await client.GetStream().ReadExactlyAsync(new byte[4], TestContext.Current.CancellationToken);
            client.LingerState = new LingerOption(true, 0);
        }

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await login));
        Assert.True(failure.Sent);
        Assert.Contains("closed the connection before it had answered", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var redirecting = new HttpListenerStub("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n");
        _protocol = ProtocolFor(redirecting.Url);

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.Equal("redirected", failure.Code);
    }

    [Fact]
    public async Task A_password_that_the_upstream_repeats_is_masked()
    {
        using var parrot = new HttpListenerStub(Json($$"""{"errors":[{"message":"Invalid email or password: {{StxExchange.DefaultPassword}}"}]}"""));
        _protocol = ProtocolFor(parrot.Url);

        var failure = Failed(await LoginAsync());

        Assert.DoesNotContain(StxExchange.DefaultPassword, failure.Message, StringComparison.Ordinal);
        Assert.IsType<TokenFailure.Rejected>(failure);
    }

    [Theory]
    [InlineData("\"abc\\r\\nX-Evil: 1\"")]
    [InlineData("{}")]
    [InlineData("\"a b\"")]
    public async Task A_token_that_no_header_can_carry_is_no_token(string token)
    {
        using var odd = new HttpListenerStub(Json($"{{\"data\":{{\"login\":{{\"token\":{token}}}}}}}"));
        _protocol = ProtocolFor(odd.Url);

        Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));
    }

    [Theory]
    [InlineData("{\"data\":{\"login\":{\"token\":\"\\ud800\"}}}")]
    [InlineData("{\"errors\":[{\"message\":\"\\ud800\"}]}")]
    [InlineData("{\"error\":\"\\ud800\"}")]
    public async Task Text_that_is_no_text_is_no_defect(string body)
    {
        using var odd = new HttpListenerStub(Json(body));
        _protocol = ProtocolFor(odd.Url);

        Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        using var endless = new HttpListenerStub("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + new string(' ', 2_000_000));
        _protocol = ProtocolFor(endless.Url);

        var failure = Assert.IsType<TokenFailure.Transient>(Failed(await LoginAsync()));

        Assert.Equal("answer_too_large", failure.Code);
    }

    [Fact]
    public void The_stamp_is_a_bearer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");

        _protocol.Stamp(request, SessionOf(new TokenGrant { AccessToken = new Secret("a.b.c") }));

        Assert.Equal("Bearer a.b.c", request.Headers.Authorization!.ToString());
    }

    [Fact]
    public void The_stamp_is_made_once_for_a_session()
    {
        var session = SessionOf(new TokenGrant { AccessToken = new Secret("a.b.c") });
        var equal = session with { };

        Assert.Same(Stamped(session), Stamped(session));
        Assert.Equal(Stamped(session), Stamped(equal));
        Assert.Equal("Bearer d.e.f", Stamped(session with { AccessToken = new Secret("d.e.f") }));

        string Stamped(Session stamp)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer of-somebody-else");
            _protocol.Stamp(request, stamp);
            return Assert.Single(request.Headers.NonValidated["Authorization"]);
        }
    }

    private static string Json(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private IUpstreamProtocol ProtocolFor(Uri address)
    {
        var upstream = new UpstreamDefinition { Name = "stx", Protocol = "Stx", BaseUrl = address, AuthUrl = address };
        _http = new HttpMessageInvoker(UpstreamHttp.CreateHandler(upstream));
        return new StxProtocolFactory().Create(upstream, _http, TimeProvider.System);
    }

    private Task<LoginResult> LoginAsync(string password = StxExchange.DefaultPassword) => _protocol.LoginAsync(
        new LoginRequest(
            AccountName.Parse("bot"),
            new LoginCredentials(StxExchange.DefaultEmail, null, new Secret(password)),
            "device-1",
            TimeSpan.FromMinutes(10)),
        Cancel);

    private static TokenGrant Granted(LoginResult result) => Assert.IsType<LoginResult.Granted>(result).Grant;

    private static TokenFailure Failed(LoginResult result) => Assert.IsType<LoginResult.Failed>(result).Failure;

    private Session SessionOf(TokenGrant grant) => new()
    {
        AccessToken = grant.AccessToken,
        RefreshToken = grant.RefreshToken,
        IssuedAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1),
        Version = 1,
        Owner = _protocol.OwnerOf(StxExchange.DefaultEmail),
    };
}
