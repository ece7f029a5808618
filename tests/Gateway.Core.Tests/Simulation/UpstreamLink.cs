using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One replica's way to the upstream.</summary>
internal sealed class UpstreamLink(StrictUpstream upstream, Wire wire, int replica, Witness witness) : IUpstreamProtocol, IUpstreamProtocolFactory
{
    private readonly HashSet<string> _busy = [];

    public string Name => "Simulated";

    public IReadOnlyCollection<string> SettingKeys => [];

    public IRefusalRules Refusals => throw new NotSupportedException();

    public SessionOwner OwnerOf(string login) => new("https://simulated.example", login);

    public Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => CallAsync<LoginResult>(
        request.Credentials.Login,
        () => upstream.Login(request.Credentials.Login, OwnerOf(request.Credentials.Login), replica),
        sent => new LoginResult.Failed(Lost(sent)),
        cancellationToken);

    public Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken) => CallAsync(
        challenge.Login,
        () => upstream.Confirm(challenge.Login, challenge.Reference.Reveal(), code.Reveal(), replica),
        sent => new ConfirmResult.Failed(Lost(sent)),
        cancellationToken);

    public Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken) => CallAsync(
        session.Owner.Login,
        () => upstream.Refresh(session.RefreshToken!.Reveal(), replica),
        sent => new RefreshResult.Failed(Lost(sent)),
        cancellationToken);

    public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken) =>
        Task.FromResult<ResendResult>(new ResendResult.Unsupported());

    public Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken) => Task.FromResult<TokenFailure?>(null);

    public void Stamp(HttpRequestMessage request, Session session) => throw new NotSupportedException();

    public UpstreamAddresses ResolveAddresses(UpstreamSettings settings) => throw new NotSupportedException();

    public IUpstreamProtocol Create(UpstreamDefinition definition, HttpMessageInvoker http, TimeProvider clock) => this;

    private async Task<T> CallAsync<T>(string login, Func<T> serve, Func<bool, T> fail, CancellationToken cancellationToken)
    {
        if (!_busy.Add(login))
        {
            witness.SawTwoAtOnce(login, replica);
        }

        try
        {
            return await wire.CallAsync(serve, fail, cancellationToken);
        }
        finally
        {
            _ = _busy.Remove(login);
        }
    }

    private static TokenFailure.Transient Lost(bool sent) => new("timeout", "The upstream did not answer.", Sent: sent);
}
