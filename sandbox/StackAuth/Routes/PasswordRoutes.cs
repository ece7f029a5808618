using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>Signing in and up by password, and changing it.</summary>
internal sealed class PasswordRoutes(StackAuthService service, TokenIssuer issuer)
{
    private const int ShortestPassword = 8;
    private const int LongestPassword = 70;

    public IEnumerable<ApiRoute> All() =>
    [
        new("POST", "auth/password/sign-in", StackAuthOperations.SignIn, AccessType.Client, SignIn),
        new("POST", "auth/password/sign-up", StackAuthOperations.SignUp, AccessType.Client, SignUp),
        new("POST", "auth/password/update", StackAuthOperations.ChangePassword, AccessType.Client, Update),
        new("POST", "auth/anonymous/sign-up", StackAuthOperations.AnonymousSignUp, AccessType.Client, SignUpAnonymously),
    ];

    /// <summary>Those that old clients need not know are read and ignored: the stand-in challenges nobody.</summary>
    public static void TakeBotChallenge(Fields body)
    {
        _ = body.Text("bot_challenge_token", required: false);
        _ = body.Text("bot_challenge_phase", required: false, oneOf: ["invisible", "visible"]);
        _ = body.Text("bot_challenge_unavailable", required: false, oneOf: ["true"]);
    }

    private ApiAnswer SignIn(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var email = body.Email("email", strict: false);
        var password = body.Text("password", max: LongestPassword);
        if (request.SchemaError(body) is { } refusal)
        {
            return refusal;
        }

        if (!request.Project.PasswordEnabled)
        {
            return KnownErrors.PasswordNotEnabled;
        }

        return service.CheckPassword(request.Project, email!, password!) is { } user
            ? issuer.SignIn(request, user)
            : KnownErrors.EmailPasswordMismatch;
    }

    private ApiAnswer SignUp(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var email = body.Email("email", strict: true);
        var password = body.Text("password", max: LongestPassword);
        var callback = body.Text("verification_callback_url", required: false);
        TakeBotChallenge(body);
        if (request.SchemaError(body) is { } refusal)
        {
            return refusal;
        }

        var project = request.Project;
        var objection =
            !project.PasswordEnabled ? KnownErrors.PasswordNotEnabled
            : callback is not null && !project.Trusts(callback) ? KnownErrors.RedirectUrlNotWhitelisted
            : !project.SignUpEnabled ? KnownErrors.SignUpNotEnabled
            : password!.Length < ShortestPassword ? KnownErrors.PasswordTooShort(ShortestPassword)
            : null;
        if (objection is not null)
        {
            return objection;
        }

        var taken = KnownErrors.UserEmailAlreadyExists(StackAuthService.Normal(email!), wouldWorkIfVerified: false);
        if (service.FindUserById(project, request.Auth.Token?.UserId) is { IsAnonymous: true } anonymous)
        {
            if (service.FindUser(project, email!) is not null)
            {
                return taken;
            }

            // The anonymous user becomes this one, with the same id.
            anonymous.Email = StackAuthService.Normal(email!);
            anonymous.Password = password;
            anonymous.IsAnonymous = false;
            return issuer.SignIn(request, anonymous);
        }

        var user = new StackAuthUser(project, StackAuthService.Normal(email!), service.Now) { Password = password };
        return service.TryAdd(user) ? issuer.SignIn(request, user) : taken;
    }

    private ApiAnswer Update(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var old = body.Text("old_password", max: LongestPassword);
        var changed = body.Text("new_password", max: LongestPassword);
        var user = service.FindUserById(request.Project, request.Auth.Token?.UserId);
        if (request.SchemaError([.. user is null ? ["auth.user must be defined"] : Array.Empty<string>(), .. body.Problems()]) is { } refusal)
        {
            return refusal;
        }

        if (changed!.Length < ShortestPassword)
        {
            return KnownErrors.PasswordTooShort(ShortestPassword);
        }

        if (user!.Password is null)
        {
            return KnownErrors.UserHasNoPassword;
        }

        if (user.Password != old)
        {
            return KnownErrors.PasswordConfirmationMismatch;
        }

        user.Password = changed;
        var kept = request.Headers[StackHeaders.RefreshToken];
        service.Sessions.Each(session => session.User == user && session.RefreshToken != kept, session => session.IsGone = true);
        return ApiAnswer.Success;
    }

    private ApiAnswer SignUpAnonymously(ApiRequest request)
    {
        var user = new StackAuthUser(request.Project, email: null, service.Now) { IsAnonymous = true };
        _ = service.TryAdd(user);
        return issuer.Issue(request, user);
    }
}
