using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;
using Gateway.Testing;
using Sandbox;
using Sandbox.Stx;

namespace Gateway.Core.Tests.Upstreams.Stx;

/// <summary>Codes against the sandbox exchange, over real sockets and on one fake clock.</summary>
public sealed class StxTwoFactorTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private SandboxServer _sandbox = null!;
    private HttpMessageInvoker _http = null!;
    private IUpstreamProtocol _protocol = null!;

    private StxKnobs Knobs => _sandbox.Stx.Knobs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = _clock }, Cancel);
        _sandbox.Stx.DefaultUser.RequiresTwoFactor = true;
        _protocol = ProtocolFor(_sandbox.BaseUrl);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task The_right_code_brings_tokens_and_both_user_ids()
    {
        var challenge = await ChallengeAsync();

        var grant = Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(challenge, Mailed())).Grant;

        Assert.Equal(_sandbox.Stx.DefaultUser.UserId, grant.UserId);
        Assert.Equal(_sandbox.Stx.DefaultUser.UserUid, grant.UserUid);
        Assert.NotNull(grant.RefreshToken);
        Assert.NotNull(Jwt.Read(grant.AccessToken).ExpiresAt);
    }

    [Fact]
    public async Task After_a_wrong_code_the_right_one_still_works()
    {
        var challenge = await ChallengeAsync();

        Assert.IsType<ConfirmResult.WrongCode>(await ConfirmAsync(challenge, WrongCode()));

        Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task After_too_many_tries_the_challenge_is_over_even_for_the_right_code()
    {
        Knobs.CodeTries = 2;
        var challenge = await ChallengeAsync();
        var wrong = WrongCode();
        Assert.IsType<ConfirmResult.WrongCode>(await ConfirmAsync(challenge, wrong));
        Assert.IsType<ConfirmResult.WrongCode>(await ConfirmAsync(challenge, wrong));

        Assert.IsType<ConfirmResult.ChallengeOver>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task A_code_that_came_too_late_ends_the_challenge()
    {
        var challenge = await ChallengeAsync();
        _clock.Advance(Knobs.CodeLifetime);

        Assert.IsType<ConfirmResult.ChallengeOver>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var challenge = await ChallengeAsync();
        Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(challenge, Mailed()));

        Assert.IsType<ConfirmResult.ChallengeOver>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task A_code_sent_again_replaces_the_first_and_belongs_to_the_same_login()
    {
        var challenge = await ChallengeAsync();
        var first = Mailed();

        Assert.IsType<ResendResult.Sent>(await _protocol.ResendCodeAsync(challenge, Cancel));

        Assert.Equal(2, _sandbox.Stx.Mails.Count);
        Assert.Single(_sandbox.Stx.Mails.Select(mail => mail.SessionId).Distinct(StringComparer.Ordinal));
        if (first != Mailed())
        {
            Assert.IsType<ConfirmResult.WrongCode>(await ConfirmAsync(challenge, first));
        }

        Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task An_exchange_that_cannot_send_again_is_told_apart()
    {
        Knobs.ResendsCodes = false;

        Assert.IsType<ResendResult.Unsupported>(await _protocol.ResendCodeAsync(await ChallengeAsync(), Cancel));

        Assert.Single(_sandbox.Stx.Mails);
    }

    [Fact]
    public async Task A_device_that_gave_a_code_once_is_not_asked_again_where_codes_go_by_device()
    {
        Knobs.TwoFactorPerDevice = true;
        Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(await ChallengeAsync(), Mailed()));

        Assert.IsType<LoginResult.Granted>(await LoginAsync("device-1"));
        Assert.IsType<LoginResult.TwoFactorRequired>(await LoginAsync("device-2"));
    }

    [Fact]
    public async Task The_skew_of_the_exchange_is_kept_with_the_challenge()
    {
        Knobs.ClockSkew = TimeSpan.FromMinutes(2);

        var challenge = await ChallengeAsync();

        Assert.InRange(challenge.Skew, TimeSpan.FromSeconds(119), TimeSpan.FromSeconds(121));
        Assert.Equal(_clock.GetUtcNow(), challenge.RequestedAt);
    }

    [Theory]
    [InlineData(MisbehaviourKind.ServerError500, "server_error")]
    [InlineData(MisbehaviourKind.BadGateway502, "server_error")]
    [InlineData(MisbehaviourKind.MaintenanceHtml200, "unexpected_answer")]
    [InlineData(MisbehaviourKind.EmptyBody, "unexpected_answer")]
    [InlineData(MisbehaviourKind.GarbageJson, "unexpected_answer")]
    [InlineData(MisbehaviourKind.ForbiddenHtml403, "unexpected_answer")]
    [InlineData(MisbehaviourKind.CloseConnection, "unreachable")]
    [InlineData(MisbehaviourKind.TooManyRequests, "rate_limited")]
    public async Task What_is_no_clear_word_about_the_code_says_nothing_and_the_code_still_works(MisbehaviourKind kind, string code)
    {
        var challenge = await ChallengeAsync();
        Knobs.Misbehave("confirm2Fa", kind);
        Knobs.Misbehave("send2Fa", kind);

        Assert.Equal(code, Assert.IsType<ConfirmResult.Failed>(await ConfirmAsync(challenge, Mailed())).Failure.Code);
        Assert.Equal(code, Assert.IsType<ResendResult.Failed>(await _protocol.ResendCodeAsync(challenge, Cancel)).Failure.Code);

        Assert.IsType<ConfirmResult.Granted>(await ConfirmAsync(challenge, Mailed()));
    }

    [Fact]
    public async Task What_an_upstream_repeats_of_the_secrets_that_it_was_sent_is_not_told()
    {
        var challenge = await ChallengeAsync() with { Reference = new Secret("reference-canary") };
        const string Body = """{"errors":[{"message":"no: pw-Canary, 918273 or REFERENCE-canary"}]}""";
        using var echo = new HttpListenerStub($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");
        _http.Dispose();
        _protocol = ProtocolFor(echo.Url);

        var login = Assert.IsType<LoginResult.Failed>(await LoginAsync("d", "pw-canary")).Failure.Message;
        var code = Assert.IsType<ConfirmResult.WrongCode>(await ConfirmAsync(challenge, "918273")).Message;

        Assert.Contains("no: ***, 918273", login, StringComparison.Ordinal);
        Assert.Contains("no: pw-Canary, *** or ***", code, StringComparison.Ordinal);
    }

    private IUpstreamProtocol ProtocolFor(Uri address)
    {
        var upstream = new UpstreamDefinition { Name = "stx", Protocol = "Stx", BaseUrl = address, AuthUrl = address };
        _http = new HttpMessageInvoker(UpstreamHttp.CreateHandler(upstream));
        return new StxProtocolFactory().Create(upstream, _http, _clock);
    }

    private async Task<TwoFactorChallenge> ChallengeAsync() => Assert.IsType<LoginResult.TwoFactorRequired>(await LoginAsync("device-1")).Challenge;

    private Task<LoginResult> LoginAsync(string device, string password = StxExchange.DefaultPassword) => _protocol.LoginAsync(
        new LoginRequest(
            AccountName.Parse("bot"), new LoginCredentials(StxExchange.DefaultEmail, null, new Secret(password)), device, TimeSpan.FromMinutes(10)),
        Cancel);

    private Task<ConfirmResult> ConfirmAsync(TwoFactorChallenge challenge, string code) =>
        _protocol.ConfirmTwoFactorAsync(challenge, new Secret(code), Cancel);

    private string Mailed() => _sandbox.Stx.Mails[^1].Code;

    private string WrongCode() => Mailed() == "000000" ? "000001" : "000000";
}
