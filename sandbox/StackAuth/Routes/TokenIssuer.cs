using System.Text.Json.Nodes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>The end of every way to sign in: a new session and its tokens, or the demand for a TOTP.</summary>
internal sealed class TokenIssuer(StackAuthService service)
{
    public ApiAnswer SignIn(ApiRequest request, StackAuthUser user, bool? isNewUser = null) =>
        user.RequiresTotp
            ? KnownErrors.MfaRequired(service.Codes.Begin(user, isNewUser ?? false).Text)
            : Issue(request, user, isNewUser);

    public ApiAnswer Issue(ApiRequest request, StackAuthUser user, bool? isNewUser = null)
    {
        var session = service.Sessions.Open(user);
        user.LastActiveAt = service.Now;
        var body = new JsonObject
        {
            ["access_token"] = AccessToken(request, session),
            ["refresh_token"] = session.RefreshToken,
        };
        if (isNewUser is not null)
        {
            body["is_new_user"] = isNewUser;
        }

        body["user_id"] = user.Id;
        return ApiAnswer.Good(body);
    }

    public string AccessToken(ApiRequest request, StackAuthSession session) =>
        service.Tokens.Write(session, (service.Knobs.HexclaveHeaders ? PublicHosts.IssuerUrl(request.Context.Request) : null) ?? service.ApiUrl);
}
