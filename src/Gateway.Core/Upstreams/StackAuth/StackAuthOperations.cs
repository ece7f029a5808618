using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The calls that the gateway makes. Members that the server does not know are refused, so nothing is sent that is not needed; and a JSON
/// content type with an empty body is refused, so a call without a body has none.
/// </summary>
internal sealed class StackAuthOperations(Uri authUrl)
{
    private readonly string _prefix = $"{authUrl.AbsoluteUri.TrimEnd('/')}/api/v1/auth/";

    public HttpRequestMessage SignIn(LoginCredentials credentials) => Post(
        "password/sign-in", new JsonObject { ["email"] = credentials.Email, ["password"] = credentials.Password?.Reveal() });

    public HttpRequestMessage SendCode(string? email, string callbackUrl) => Post(
        "otp/send-sign-in-code", new JsonObject { ["email"] = email, ["callback_url"] = callbackUrl });

    public HttpRequestMessage CodeSignIn(string code) => Post("otp/sign-in", new JsonObject { ["code"] = code });

    public HttpRequestMessage MfaSignIn(Secret attemptCode, Secret totp) => Post(
        "mfa/sign-in", new JsonObject { ["type"] = "totp", ["totp"] = totp.Reveal(), ["code"] = attemptCode.Reveal() });

    /// <summary>The server's own length of a session, a year, is not repeated.</summary>
    public HttpRequestMessage CreateSession(string userId) => Post("sessions", new JsonObject { ["user_id"] = userId });

    /// <summary>Never with an access token: an expired one is refused before the refresh token is looked at.</summary>
    public HttpRequestMessage Refresh(Secret refreshToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _prefix + "sessions/current/refresh");
        request.Headers.TryAddWithoutValidation(StackAuthHeaders.RefreshToken, refreshToken.Reveal());
        return request;
    }

    /// <summary>Which session ends is read from the access token, which must be live.</summary>
    public HttpRequestMessage SignOut(Secret accessToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, _prefix + "sessions/current");
        request.Headers.TryAddWithoutValidation(StackAuthHeaders.AccessToken, accessToken.Reveal());
        request.Headers.TryAddWithoutValidation(StackAuthHeaders.AllowRestrictedUser, "true");
        request.Headers.TryAddWithoutValidation(StackAuthHeaders.AllowAnonymousUser, "true");
        return request;
    }

    private HttpRequestMessage Post(string path, JsonObject body) =>
        new(HttpMethod.Post, _prefix + path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
