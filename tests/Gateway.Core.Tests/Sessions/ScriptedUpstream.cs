using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Tests.Sessions;

/// <summary>An upstream in memory: hands out real-looking tokens, counts, and fails on demand.</summary>
internal sealed class ScriptedUpstream(TimeProvider clock) : IUpstreamProtocol, IUpstreamProtocolFactory
{
    private readonly Lock _lock = new();
    private int _serial;

    public string Name => "Scripted";

    public IReadOnlyCollection<string> SettingKeys => [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(60);

    public string Password { get; set; } = "right";

    /// <summary>How far the upstream's clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    public bool WantsCode { get; set; }

    /// <summary>What happens instead of a login; null for a real one.</summary>
    public Func<LoginRequest, CancellationToken, Task<LoginResult?>>? OnLogin { get; set; }

    /// <summary>What happens instead of a refresh; null for a real one.</summary>
    public Func<Session, CancellationToken, Task<RefreshResult?>>? OnRefresh { get; set; }

    public Func<TwoFactorChallenge, Secret, Task<ConfirmResult?>>? OnConfirm { get; set; }

    /// <summary>The right code.</summary>
    public string Code { get; set; } = "246810";

    /// <summary>What is wrong with the form of a code; null if nothing is known of its form.</summary>
    public Func<string, string?>? FormOfCode { get; set; }

    /// <summary>What a login depends on besides the credentials.</summary>
    public string? Setup { get; set; }

    public bool CanResend { get; set; } = true;

    /// <summary>What happens instead of sending a code again; null for what <see cref="CanResend"/> says.</summary>
    public Func<ResendResult>? OnResend { get; set; }

    public int Resends { get; private set; }

    public List<string> CodesSent { get; } = [];

    public List<string> PasswordsSent { get; } = [];

    public List<string> RefreshTokensSent { get; } = [];

    public List<string> DeviceIds { get; } = [];

    public int Logouts { get; private set; }

    public IRefusalRules Refusals => throw new NotSupportedException();

    public SessionOwner OwnerOf(string login) => new("https://scripted.example", login.ToLowerInvariant());

    public Secret? ReadLoginSetup() => Secret.OrNull(Setup);

    public async Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            PasswordsSent.Add(request.Credentials.Password!.Reveal());
            DeviceIds.Add(request.DeviceId);
        }

        if (OnLogin is { } script && await script(request, cancellationToken) is { } scripted)
        {
            return scripted;
        }

        if (request.Credentials.Password!.Reveal() != Password)
        {
            return new LoginResult.Failed(new TokenFailure.Rejected("invalid_credentials", "scripted.example says no."));
        }

        var now = clock.GetUtcNow();
        return WantsCode
            ? new LoginResult.TwoFactorRequired(new TwoFactorChallenge
            {
                Kind = "email",
                Reference = new Secret($"challenge-{Interlocked.Increment(ref _serial)}"),
                Owner = OwnerOf(request.Credentials.Login),
                Login = request.Credentials.Login,
                SentTo = Masked.Email(request.Credentials.Email),
                RequestedAt = now,
                ExpiresAt = now + (request.CodeLifetime ?? TimeSpan.FromMinutes(10)),
            })
            : new LoginResult.Granted(Grant());
    }

    public string? JudgeCode(TwoFactorChallenge challenge, Secret code) => FormOfCode?.Invoke(code.Reveal());

    public async Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            CodesSent.Add(code.Reveal());
        }

        if (OnConfirm is { } script && await script(challenge, code) is { } scripted)
        {
            return scripted;
        }

        return code.Reveal() == Code ? new ConfirmResult.Granted(Grant()) : new ConfirmResult.WrongCode("scripted.example says no.");
    }

    public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken)
    {
        Resends++;
        return Task.FromResult(OnResend?.Invoke() ?? (CanResend ? new ResendResult.Sent() : new ResendResult.Unsupported()));
    }

    public async Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RefreshTokensSent.Add(session.RefreshToken!.Reveal());
        }

        return OnRefresh is { } script && await script(session, cancellationToken) is { } scripted
            ? scripted
            : new RefreshResult.Granted(Grant());
    }

    public Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken)
    {
        Logouts++;
        return Task.FromResult<TokenFailure?>(null);
    }

    public void Stamp(HttpRequestMessage request, Session session) => throw new NotSupportedException();

    public UpstreamAddresses ResolveAddresses(UpstreamSettings settings) => throw new NotSupportedException();

    public IUpstreamProtocol Create(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider time) => this;

    public TokenGrant Grant()
    {
        var serial = Interlocked.Increment(ref _serial);
        var upstreamNow = clock.GetUtcNow() + Skew;
        var claims = $"{{\"exp\":{(upstreamNow + Lifetime).ToUnixTimeSeconds()},\"n\":{serial}}}";
        return new TokenGrant
        {
            AccessToken = new Secret($"e30.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims))}.x"),
            RefreshToken = new Secret($"refresh-{serial}"),
            RefreshTokenLifetime = TimeSpan.FromHours(24),
            UserId = "user-1",
            ServerTime = upstreamNow,
        };
    }
}
