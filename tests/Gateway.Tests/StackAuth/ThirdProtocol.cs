using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Tests.StackAuth;

/// <summary>A protocol that is in no folder of the gateway's: whoever names its greeting is logged in.</summary>
internal sealed class ThirdProtocol : IUpstreamProtocolFactory
{
    public string Name => "Third";

    public IReadOnlyCollection<string> SettingKeys { get; } = ["Tenant"];

    public IReadOnlyCollection<string> SecretKeys { get; } = ["Greeting"];

    public UpstreamAddresses ResolveAddresses(UpstreamSettings settings) => new(settings["BaseUrl"], settings["BaseUrl"], []);

    public UpstreamSetup ReadUpstream(UpstreamSettings settings) => new(
        new Options(settings["Tenant"]!, settings.Secrets["Greeting"]),
        settings["Tenant"] is null ? [new("Tenant", "is missing. Write it.")] : []);

    public IUpstreamProtocol Create(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock) => new Protocol((Options)upstream.Options);

    private sealed record Options(string Tenant, SecretReference Greeting) : UpstreamOptions;

    private sealed class Protocol(Options options) : IUpstreamProtocol, IRefusalRules
    {
        public IRefusalRules Refusals => this;

        public SessionOwner OwnerOf(string login) => new(options.Tenant, login);

        public Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => Task.FromResult<LoginResult>(
            SecretReader.Read(options.Greeting).Value!.Equals(request.Credentials.Password)
                ? new LoginResult.Granted(new TokenGrant { AccessToken = new Secret($"token-of-{request.Credentials.Login}") })
                : new LoginResult.Failed(new TokenFailure.Rejected("invalid_credentials", "wrong")));

        public Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken) => Task.FromResult<TokenFailure?>(null);

        public void Stamp(HttpRequestMessage request, Session session) =>
            request.Headers.TryAddWithoutValidation("X-Third", $"{options.Tenant} {session.AccessToken.Reveal()}");

        public RefusalSign Judge(ReadOnlySpan<char> target, HttpResponseMessage answer) => RefusalSign.None;

        public RefusalSign Judge(ReadOnlySpan<byte> body, bool isComplete) => RefusalSign.None;

        public bool MayBeUnclear(ReadOnlySpan<char> target) => false;

        public bool MayBeSentAgain(in RefusedRequest request) => false;
    }
}
