using System.Buffers.Text;
using System.Text;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.StackAuth;
using Gateway.Testing;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>The protocol on a fake clock, with scripted answers.</summary>
internal sealed class ProtocolUnderTest
{
    public const string Project = "5ac0a074-0000-4000-8000-0000000000aa";
    public const string PublishableKey = "pck_canary0000000000000000000000000000000000000000";
    public const string ServerKey = "ssk_canary0000000000000000000000000000000000000000";

    public ProtocolUnderTest(Func<StackAuthOptions, StackAuthOptions>? configure = null, string authUrl = "https://auth.example", string? baseUrl = null)
    {
        var options = new StackAuthOptions
        {
            ProjectId = Project,
            PublishableClientKey = Inline(PublishableKey),
        };
        var upstream = new UpstreamDefinition
        {
            Name = "stack",
            Protocol = "StackAuth",
            AuthUrl = new Uri(authUrl),
            BaseUrl = new Uri(baseUrl ?? authUrl),
            Options = configure?.Invoke(options) ?? options,
        };
        Protocol = new StackAuthProtocolFactory().Create(upstream, new HttpMessageInvoker(Http), Clock);
    }

    public ScriptedHttp Http { get; } = new();

    public FakeClock Clock { get; } = new();

    public IUpstreamProtocol Protocol { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static SecretReference Inline(string text) => new SecretReference.Inline("a setting", new Secret(text));

    /// <summary>A token as the project would sign it, so many seconds before its end.</summary>
    public string Token(int seconds = 600, string session = "session-1", string user = "user-1")
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = $$"""{"sub":"{{user}}","exp":{{now + seconds}},"iat":{{now}},"refresh_token_id":"{{session}}"}""";
        return $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
    }

    public Task<LoginResult> LoginAsync(LoginMethod? method = null, string email = "bot@example.com", TimeSpan? codeLifetime = null)
    {
        method ??= PasswordLogin.Instance;
        var credentials = method.Login is { } name
            ? new LoginCredentials(null, name, null)
            : new LoginCredentials(email, null, method.NeedsPassword ? new Secret("canary-password") : null);
        return Protocol.LoginAsync(
            new LoginRequest(AccountName.Parse("bot"), credentials with { Method = method }, "device", codeLifetime), Cancel);
    }

    public Task<ConfirmResult> ConfirmAsync(TwoFactorChallenge challenge, string code) =>
        Protocol.ConfirmTwoFactorAsync(challenge, new Secret(code), Cancel);

    public Task<RefreshResult> RefreshAsync(Session session) => Protocol.RefreshAsync(session, Cancel);

    public Task<TokenFailure?> LogoutAsync(Session session) => Protocol.LogoutAsync(session, "device", Cancel);

    public Session Session(TimeSpan? left = null) => new()
    {
        AccessToken = new Secret(Token()),
        RefreshToken = new Secret("canary-refresh-token"),
        IssuedAt = Clock.GetUtcNow(),
        ExpiresAt = Clock.GetUtcNow() + (left ?? TimeSpan.FromMinutes(10)),
        Version = 1,
        Owner = Protocol.OwnerOf("bot@example.com"),
    };

    public TwoFactorChallenge Challenge(string kind, string reference) => new()
    {
        Kind = kind,
        Reference = new Secret(reference),
        Owner = Protocol.OwnerOf("bot@example.com"),
        Login = "bot@example.com",
        RequestedAt = Clock.GetUtcNow(),
        ExpiresAt = Clock.GetUtcNow() + TimeSpan.FromMinutes(5),
    };
}
