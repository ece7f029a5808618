using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>The login operations of Stack Auth's clients: sign-in by password, second factor, both ways to refresh, sign-out.</summary>
internal sealed class StackAuthLoginDialect : ILoginDialect
{
    private const string OverrideErrorStatus = "override-error-status";
    private const string RefreshToken = "refresh-token";
    private const string AccessToken = "access-token";

    private static readonly CallerLogin.Refused Unreadable = new(
        "The gateway answers sign-in, second factor, refresh and sign-out of clients itself and forwards none. Send them as Stack Auth's SDKs do: POST auth/password/sign-in, auth/mfa/sign-in, auth/sessions/current/refresh and auth/oauth/token, DELETE auth/sessions/current, the path spelled like this, the body not compressed.");

    public bool HasAttemptCodes => true;

    /// <summary>At the project's own API. The paths of an application's backend are its own.</summary>
    public bool IsSpokenAt(UpstreamDefinition upstream) => StackAuthAddresses.HaveOneOrigin(upstream.BaseUrl, upstream.AuthUrl);

    public bool IsLoginPath(ReadOnlySpan<char> path) => StackAuthPaths.IsLogin(path);

    public bool MayBeLogin(CallerRequest request) => true;

    public ILoginWatch Watch() => new StackAuthLoginWatch();

    public bool OnlyReads(CallerRequest request) => request.Method is "GET" or "HEAD" or "OPTIONS";

    public CallerLogin Read(CallerRequest request)
    {
        if (OnlyReads(request))
        {
            return new CallerLogin.None();
        }

        if (StackAuthPaths.Find(request.Method, request.Path) is not { } operation || request.IsEncoded)
        {
            return Unreadable;
        }

        var form = new StackAuthLoginForm(operation, HeaderOf(request, OverrideErrorStatus) is not null);
        var body = StackAuthLoginBody.Read(request);
        return body.IsValid
            ? operation switch
            {
                StackAuthLoginOperation.SignIn => ReadSignIn(form, body),
                StackAuthLoginOperation.SecondFactor => ReadSecondFactor(form, body),
                StackAuthLoginOperation.Refresh => ReadRefresh(form, HeaderOf(request, RefreshToken)),
                StackAuthLoginOperation.OAuthToken => ReadGrant(form, body),
                _ => Found(form, new LoginCall(LoginCallKind.Logout)),
            }
            : Refuse(form, StackAuthKnownError.BadBody);
    }

    public LoginReply Answer(CallerLogin.Found login, IReadOnlyList<LoginOutcome> outcomes)
    {
        var form = (StackAuthLoginForm)login.Form;
        return StackAuthLoginReply.Write(form, form.Refusal is null ? outcomes[0] : null);
    }

    /// <summary>
    /// The SDKs ask for hidden statuses with every call but the grant; whoever else signs in is told by the gateway's problem. They take a refused
    /// access token for a reason to refresh, a refused refresh token for the end of the session, and anything else for a defect.
    /// </summary>
    public LoginReply? Deny(CallerRequest request, string detail)
    {
        var hidesStatus = HeaderOf(request, OverrideErrorStatus) is not null;
        var code = StackAuthPaths.Find(request.Method, request.Path) switch
        {
            StackAuthLoginOperation.Refresh when HeaderOf(request, RefreshToken) is not null => StackAuthCodes.RefreshTokenOver,
            StackAuthLoginOperation.OAuthToken when StackAuthLoginBody.Read(request)["grant_type"] is "refresh_token" => StackAuthCodes.RefreshTokenOver,
            _ when !hidesStatus => null,
            StackAuthLoginOperation.SignIn => StackAuthCodes.WrongPassword,
            StackAuthLoginOperation.SecondFactor => StackAuthCodes.CodeNotFound,
            StackAuthLoginOperation.SignOut => StackAuthCodes.RefreshTokenOver,
            null when !StackAuthPaths.IsApi(request.Path) => null,
            null when HeaderOf(request, AccessToken) is not null => StackAuthCodes.AccessTokenUnknown,
            null when request.Path.EndsWith(StackAuthPaths.Me, StringComparison.Ordinal) => StackAuthCodes.NotSignedIn,
            _ => null,
        };
        return code is null ? null : StackAuthLoginReply.Write(StackAuthKnownError.Denied(code, detail), hidesStatus);
    }

    private static CallerLogin.Found ReadSignIn(StackAuthLoginForm form, in StackAuthLoginBody body) =>
        (Problem(body, "email", "password") ?? (body["email"] is "" ? "body.email must not be empty" : null)) is { } problem
            ? Refuse(form, StackAuthKnownError.BadForm("POST", StackAuthPaths.SignIn, problem))
            : Found(form, new LoginCall(LoginCallKind.Login) { Login = body["email"], Password = Secret.OrNull(body["password"]) });

    private static CallerLogin.Found ReadSecondFactor(StackAuthLoginForm form, in StackAuthLoginBody body) =>
        (Problem(body, "type", "totp", "code") ?? (body["type"] is "totp" ? null : "body.type must be totp")) is { } problem
            ? Refuse(form, StackAuthKnownError.BadForm("POST", StackAuthPaths.SecondFactor, problem))
            : Found(form, new LoginCall(LoginCallKind.Confirm) { Ticket = Secret.OrNull(body["code"]), Code = Secret.OrNull(body["totp"]?.Trim()) });

    // Sent empty it is a token that nobody knows; only a missing one is against the form.
    private static CallerLogin.Found ReadRefresh(StackAuthLoginForm form, string? token) => token is null
        ? Refuse(form, StackAuthKnownError.BadForm("POST", StackAuthPaths.Refresh, $"headers.{StackAuthHeaders.RefreshToken} must be defined"))
        : Found(form, new LoginCall(LoginCallKind.Renew) { Ticket = Secret.OrNull(token) });

    // Other grants are no login by what the gateway holds. The server allows further fields here.
    private static CallerLogin ReadGrant(StackAuthLoginForm form, in StackAuthLoginBody body) => body["grant_type"] switch
    {
        null => Refuse(form, StackAuthKnownError.BadForm("POST", StackAuthPaths.OAuthToken, "body.grant_type must be defined")),
        "refresh_token" => Secret.OrNull(body["refresh_token"]) is { } token
            ? Found(form, new LoginCall(LoginCallKind.Renew) { Ticket = token })
            : Refuse(form, StackAuthKnownError.NoOAuthRefreshToken),
        _ => new CallerLogin.None(),
    };

    /// <summary>What is wrong with a body that must have these fields and no others; null if nothing is.</summary>
    private static string? Problem(in StackAuthLoginBody body, params ReadOnlySpan<string> names)
    {
        if (body.Fields is not { } fields)
        {
            return "body must be defined";
        }

        foreach (var name in names)
        {
            if (fields.GetValueOrDefault(name) is null)
            {
                return $"body.{name} must be defined";
            }
        }

        return fields.Count > names.Length ? "body contains unknown properties" : null;
    }

    private static CallerLogin.Found Found(StackAuthLoginForm form, LoginCall call) => new([call], form);

    private static CallerLogin.Found Refuse(StackAuthLoginForm form, StackAuthKnownError refusal) =>
        new(ImmutableArray<LoginCall>.Empty, form with { Refusal = refusal });

    // The newer name wins, also where it is empty.
    private static string? HeaderOf(in CallerRequest request, string name) => request.Header("x-hexclave-" + name) ?? request.Header("x-stack-" + name);
}
