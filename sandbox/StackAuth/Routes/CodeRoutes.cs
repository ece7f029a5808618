using System.Text.Json.Nodes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>Signing in by a mailed code, and the second step by TOTP.</summary>
internal sealed class CodeRoutes(StackAuthService service, TokenIssuer issuer)
{
    public IEnumerable<ApiRoute> All() =>
    [
        new("POST", "auth/otp/send-sign-in-code", StackAuthOperations.SendCode, AccessType.Client, Send),
        new("POST", "auth/otp/sign-in", StackAuthOperations.CodeSignIn, AccessType.Client, SignIn),
        new("POST", "auth/otp/sign-in/check-code", StackAuthOperations.CheckCode, AccessType.Client, Check),
        new("POST", "auth/mfa/sign-in", StackAuthOperations.MfaSignIn, AccessType.Client, GiveTotp),
    ];

    private static ApiAnswer? NoObjection(VerificationCode code) => null;

    private ApiAnswer Send(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var email = body.Email("email", strict: true);
        var callback = body.Text("callback_url");
        PasswordRoutes.TakeBotChallenge(body);
        if (request.SchemaError(body) is { } refusal)
        {
            return refusal;
        }

        var project = request.Project;
        if (!project.OtpEnabled)
        {
            return ApiAnswer.Plain(StatusCodes.Status403Forbidden, "Signing in by mail is switched off in this project.");
        }

        if (!project.Trusts(callback!))
        {
            return KnownErrors.RedirectUrlNotWhitelisted;
        }

        var user = service.FindUser(project, email!);
        if (user is null && !project.SignUpEnabled)
        {
            return KnownErrors.SignUpNotEnabled;
        }

        if (user is { EmailVerified: false })
        {
            return KnownErrors.UserEmailAlreadyExists(user.Email!, wouldWorkIfVerified: true);
        }

        if (user is not null)
        {
            user.OtpEnabled = true;
        }

        var code = service.Codes.Send(project, StackAuthService.Normal(email!), callback!);
        return ApiAnswer.Good(new JsonObject { ["nonce"] = code.Nonce });
    }

    private ApiAnswer SignIn(ApiRequest request)
    {
        if (Judge(request, CodeKind.Otp, keep: false, new Fields(request.Body), _ => NoObjection, out var code) is { } refusal)
        {
            return refusal;
        }

        // The code is used up by now, also when a TOTP is asked for next.
        var user = service.FindUser(request.Project, code!.Email);
        var isNewUser = user is null;
        if (user is null)
        {
            user = new StackAuthUser(request.Project, code.Email, service.Now) { EmailVerified = true, OtpEnabled = true };
            _ = service.TryAdd(user);
        }

        return issuer.SignIn(request, user, isNewUser);
    }

    private ApiAnswer Check(ApiRequest request) =>
        Judge(request, CodeKind.Otp, keep: true, new Fields(request.Body), _ => NoObjection, out _)
        ?? ApiAnswer.Good(new JsonObject { ["is_code_valid"] = true });

    private ApiAnswer GiveTotp(ApiRequest request)
    {
        var refusal = Judge(
            request,
            CodeKind.MfaAttempt,
            keep: false,
            new Fields(request.Body),
            body =>
            {
                _ = body.Text("type", oneOf: ["totp"]);
                var totp = body.Text("totp");
                return code => IsRight(code.User!, totp!) ? null : KnownErrors.InvalidTotpCode;
            },
            out var attempt);
        return refusal ?? issuer.Issue(request, attempt!.User!, attempt.IsNewUser);
    }

    // The current step alone counts, and it counts as often as it is shown.
    private bool IsRight(StackAuthUser user, string totp) =>
        user.AuthenticatorKey is { } key && totp == Authenticator.Show(key, Authenticator.StepAt(service.Now));

    private ApiAnswer? Judge(
        ApiRequest request, CodeKind kind, bool keep, Fields body, Func<Fields, Func<VerificationCode, ApiAnswer?>> read, out VerificationCode? code)
    {
        code = null;
        var objection = read(body);
        var text = body.Text("code", exact: RandomText.Length);
        return request.SchemaError(body) ?? service.Codes.Judge(request.Project, kind, text!, keep, objection, out code);
    }
}
