using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.StackAuth;

namespace Sandbox.Control;

/// <summary>The Stack Auth server under control.</summary>
internal sealed class StackAuthControl(StackAuthService service) : IControlled
{
    public SandboxKnobs Knobs => service.Knobs;

    public IReadOnlyList<string> OwnRequests => [];

    public Task<ControlAnswer?> AnswerOwnAsync(string method, string path, JsonElement body) => Task.FromResult<ControlAnswer?>(null);

    public JsonNode State() => new JsonObject
    {
        ["project"] = service.DefaultProject.Id,
        ["users"] = new JsonArray([.. service.Users.Select(User)]),
        ["calls"] = ControlView.Counts(service.Counts()),
        ["passwordAttempts"] = service.PasswordAttempts,
        ["knobs"] = ControlView.Knobs(service.Knobs),
        ["misbehaviours"] = ControlView.Rules(service.Knobs),
    };

    public JsonNode Calls() => new JsonArray([.. service.Calls.Select(Call)]);

    public JsonNode Mails() => new JsonArray(
    [
        .. service.Mails.Select(mail => new JsonObject { ["to"] = mail.To, ["code"] = mail.Code, ["link"] = mail.Link, ["sentAt"] = mail.SentAt }),
    ]);

    public void ClearCalls() => service.ClearCalls();

    public void Release() => service.ReleaseStreams();

    public ControlAnswer AddUser(JsonElement body)
    {
        if (body.Text("email") is not { Length: > 0 } email || body.Text("password") is not { Length: > 0 } password)
        {
            return ControlAnswer.Bad("A user needs an email and a password.");
        }

        var totp = body.Text("totpSecretBase64") ?? "";
        var key = new byte[totp.Length];
        if (!Convert.TryFromBase64String(totp, key, out var length))
        {
            return ControlAnswer.Bad("'totpSecretBase64' is not base64.");
        }

        try
        {
            var user = service.AddUser(email, password);
            user.AuthenticatorKey = length > 0 ? key[..length] : null;
            user.RestrictedByAdmin = body.Flag("restricted");
            return ControlAnswer.Created(User(user));
        }
        catch (ArgumentException)
        {
            return ControlAnswer.Refused(StatusCodes.Status409Conflict, $"There is a user '{email}' already.");
        }
    }

    public ControlAnswer Revoke(JsonElement body)
    {
        Action<string?>? revoke = (body.Text("what") ?? "sessions") switch
        {
            "sessions" => service.RevokeSessions,
            "expire" => service.ExpireSessions,
            "access" => service.RevokeAccessTokens,
            _ => null,
        };
        if (revoke is null)
        {
            return ControlAnswer.Bad("'what' is sessions, expire or access.");
        }

        try
        {
            return ControlAnswer.Done(() => revoke(body.Text("email")));
        }
        catch (ArgumentException problem)
        {
            return ControlAnswer.Refused(StatusCodes.Status404NotFound, problem.Message);
        }
    }

    private JsonObject User(StackAuthUser user) => new()
    {
        ["id"] = user.Id,
        ["email"] = user.Email,
        ["requiresTotp"] = user.RequiresTotp,
        ["restrictedReason"] = user.RestrictedReason,
        ["livingSessions"] = service.Sessions.Living(user),
    };

    private static JsonObject Call(StackAuthCall call) => new()
    {
        ["at"] = call.At,
        ["operation"] = call.Operation,
        ["method"] = call.Method,
        ["path"] = ControlView.WithoutQuery(call.RawTarget),
        ["status"] = call.Status,
        ["knownError"] = call.KnownError,
        ["accessType"] = call.AccessType,
        ["headers"] = new JsonArray([.. call.Headers.Keys.Select(name => (JsonNode)name)]),
        ["user"] = call.User?.Email,
        ["token"] = ControlView.Fingerprint(call.AccessToken),
        ["tokenState"] = call.TokenState.ToString(),
        ["email"] = call.Email,
        ["refreshToken"] = ControlView.Fingerprint(call.RefreshToken),
        ["refreshTokenState"] = call.RefreshTokenState.ToString(),
        ["totpStep"] = call.Totp is null ? null : call.TotpStep,
    };
}
