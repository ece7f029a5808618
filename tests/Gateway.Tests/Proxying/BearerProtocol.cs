using System.Net.Http.Headers;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Tests.Proxying;

/// <summary>Stamps a bearer token and can do nothing else.</summary>
internal sealed class BearerProtocol : IUpstreamProtocol
{
    /// <summary>Those of STX.</summary>
    public IRefusalRules Refusals { get; } = new StxProtocolFactory().Create(
        new UpstreamDefinition { Name = "stx", Protocol = "Stx", BaseUrl = new Uri("http://127.0.0.1:9"), AuthUrl = new Uri("http://127.0.0.1:9") },
        new HttpMessageInvoker(new SocketsHttpHandler()),
        TimeProvider.System).Refusals;

    public string? SocketTokenParameter { get; init; }

    public SessionOwner OwnerOf(string login) => throw new NotSupportedException();

    public Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Stamp(HttpRequestMessage request, Session session) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken.Reveal());
}
