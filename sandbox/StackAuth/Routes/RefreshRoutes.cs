using System.Text.Json.Nodes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>Both ways to a fresh access token.</summary>
internal sealed class RefreshRoutes(StackAuthService service, TokenIssuer issuer, HeaderPipeline headers)
{
    private const int SecondsThatOAuthClaims = 3600;

    public IEnumerable<ApiRoute> All() =>
    [
        new("POST", "auth/sessions/current/refresh", StackAuthOperations.Refresh, AccessType.Client, Refresh),
        new("POST", "auth/oauth/token", StackAuthOperations.OAuthToken, AccessType.None, Grant),
    ];

    private ApiAnswer Refresh(ApiRequest request)
    {
        // Sent empty it is a token that nobody knows; only a missing one is against the schema.
        if (!request.Headers.Has(StackHeaders.RefreshToken))
        {
            return request.SchemaError(["headers.x-stack-refresh-token must be defined"])!;
        }

        return Renew(request, request.Project, request.Headers[StackHeaders.RefreshToken]) is { } accessToken
            ? ApiAnswer.Good(new JsonObject { ["access_token"] = accessToken })
            : KnownErrors.RefreshTokenNotFoundOrExpired;
    }

    private ApiAnswer Grant(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var grant = body.Text("grant_type", oneOf: ["refresh_token", "authorization_code"]);
        var clientId = body.Text("client_id", required: false);
        var secret = body.Text("client_secret", required: false);
        var refreshToken = body.Text("refresh_token", required: false);
        if (request.SchemaError(body, allowUnknown: true) is { } refusal)
        {
            return refusal;
        }

        if (headers.CheckClient(clientId, secret) is { } stranger)
        {
            return stranger;
        }

        if (grant != "refresh_token")
        {
            return KnownErrors.InvalidAuthorizationCode;
        }

        if (string.IsNullOrEmpty(refreshToken))
        {
            return ApiAnswer.Good(
                new JsonObject { ["error"] = "invalid_request", ["error_description"] = "The refresh token is missing." },
                StatusCodes.Status400BadRequest);
        }

        return Renew(request, service.FindProject(clientId!.Split('#')[0])!, refreshToken) is { } accessToken
            ? Granted(accessToken)
            : KnownErrors.RefreshTokenNotFoundOrExpired;
    }

    private static ApiAnswer Granted(string accessToken) => ApiAnswer.Good(new JsonObject
    {
        ["access_token"] = accessToken,
        ["token_type"] = "Bearer",
        ["expires_in"] = SecondsThatOAuthClaims,
        ["scope"] = "legacy",
        ["afterCallbackRedirectUrl"] = null,
        ["after_callback_redirect_url"] = null,
    }) with
    {
        CacheControl = "no-store",
        Headers = [KeyValuePair.Create("pragma", "no-cache")],
    };

    private string? Renew(ApiRequest request, StackAuthProject project, string? refreshToken)
    {
        if (service.Sessions.StateOf(refreshToken, out var session) != RefreshTokenState.Good || session!.User.Project != project)
        {
            return null;
        }

        session.LastUsedAt = session.User.LastActiveAt = service.Now;
        return issuer.AccessToken(request, session);
    }
}
