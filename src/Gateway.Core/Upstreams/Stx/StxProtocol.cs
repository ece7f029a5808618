using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>The STX exchange: <c>login</c>, <c>newToken</c> and <c>logout</c> over GraphQL.</summary>
internal sealed class StxProtocol(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock) : IUpstreamProtocol
{
    // As long as STX's mails say.
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly UpstreamCall _call = new(http, clock);
    private readonly Uri _address = new(upstream.AuthUrl.AbsoluteUri.TrimEnd('/') + StxOperations.Path);
    private readonly string _origin = upstream.AuthUrl.GetLeftPart(UriPartial.Authority);

    // Made once for a session, not for each request; forgotten with it.
    private readonly ConditionalWeakTable<Session, string> _headers = [];

    // No source says whether newToken wants the old bearer beside the refresh token. Found out once, then remembered.
    private volatile bool _refreshWantsBearer;

    /// <summary>Phoenix reads a socket's parameters from the query alone.</summary>
    public string? SocketTokenParameter => "token";

    private string Host => _address.Authority;

    public IRefusalRules Refusals { get; } = new StxRefusals();

    public SessionOwner OwnerOf(string login) => new(_origin, login.Trim().ToLowerInvariant());

    public async Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(StxOperations.Login(request.Credentials, request.DeviceId), null, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new LoginResult.Failed(failure);
        }

        var result = StxLoginAnswer.Read(answer.Json, "login");
        if (result.PromptsTwoFactor && result.SessionId is { } sessionId)
        {
            return new LoginResult.TwoFactorRequired(Challenge(request, sessionId, result.UserId, answer.ServerTime));
        }

        return result.Grant(answer.ServerTime) is { } grant
            ? new LoginResult.Granted(grant)
            : new LoginResult.Failed(StxErrors.OfLogin(Host, answer.Status, StxErrors.Read(answer.Json, request.Credentials.Password)));
    }

    public async Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(StxOperations.ConfirmTwoFactor(challenge, code), null, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new ConfirmResult.Failed(failure);
        }

        return StxLoginAnswer.Read(answer.Json, "confirm2Fa").Grant(answer.ServerTime) is { } grant
            ? new ConfirmResult.Granted(grant)
            : StxErrors.OfConfirm(Host, answer.Status, StxErrors.Read(answer.Json, code, challenge.Reference));
    }

    public async Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(StxOperations.ResendCode(challenge), null, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new ResendResult.Failed(failure);
        }

        return StxErrors.OfResend(Host, answer.Status, StxErrors.Read(answer.Json, challenge.Reference));
    }

    public async Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.RefreshToken is not { } refreshToken)
        {
            return new RefreshResult.Failed(new TokenFailure.Rejected("no_refresh_token", "The session has no refresh token."));
        }

        var operation = StxOperations.NewToken(refreshToken);
        var withBearer = _refreshWantsBearer;
        var result = await RefreshAsync(operation, session, withBearer ? session.AccessToken : null, cancellationToken);
        if (!withBearer && result.WantsBearer && session.IsUsable(clock.GetUtcNow()))
        {
            result = await RefreshAsync(operation, session, session.AccessToken, cancellationToken);
            _refreshWantsBearer = result.Result is RefreshResult.Granted;
        }

        return result.Result;
    }

    public async Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken)
    {
        if (!session.IsUsable(clock.GetUtcNow()))
        {
            // Only a live token ends its session.
            return null;
        }

        var answer = await SendAsync(StxOperations.Logout(deviceId), session.AccessToken, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        var errors = StxErrors.Read(answer.Json, session.AccessToken, session.SessionId);
        return errors.Count == 0 ? null : StxErrors.OfRefresh(Host, answer.Status, errors);
    }

    public void Stamp(HttpRequestMessage request, Session session)
    {
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", _headers.GetValue(session, static stamped => "Bearer " + stamped.AccessToken.Reveal()));
    }

    private async Task<(RefreshResult Result, bool WantsBearer)> RefreshAsync(
        JsonObject operation, Session session, Secret? bearer, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(operation, bearer, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return (new RefreshResult.Failed(failure), false);
        }

        if (StxLoginAnswer.Read(answer.Json, "newToken").Grant(answer.ServerTime) is { } grant)
        {
            return (new RefreshResult.Granted(grant), false);
        }

        var errors = StxErrors.Read(answer.Json, session.RefreshToken, session.AccessToken);
        return (new RefreshResult.Failed(StxErrors.OfRefresh(Host, answer.Status, errors)), StxErrors.IsUnauthorized(errors));
    }

    private TwoFactorChallenge Challenge(LoginRequest request, Secret sessionId, string? userId, DateTimeOffset? serverTime)
    {
        var now = clock.GetUtcNow();
        return new TwoFactorChallenge
        {
            Kind = "email",
            Reference = sessionId,
            Owner = OwnerOf(request.Credentials.Login),
            Login = request.Credentials.Login,
            SentTo = Masked.Email(request.Credentials.Email),
            UserId = userId,
            RequestedAt = now,
            ExpiresAt = now + (request.CodeLifetime ?? CodeLifetime),
            Skew = TokenExpiry.SkewOf(serverTime, now),
        };
    }

    private async Task<UpstreamAnswer> SendAsync(JsonObject operation, Secret? bearer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        request.Content = new StringContent(operation.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer.Reveal());
        }

        return await _call.SendAsync(request, cancellationToken);
    }
}
