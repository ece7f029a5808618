using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth;

/// <summary>Writes calls to the API down as they arrive.</summary>
internal static class Journal
{
    public static StackAuthCall Write(StackAuthService service, ApiRequest request, string operation)
    {
        var token = request.Headers[StackHeaders.AccessToken];
        var read = service.Tokens.Read(token);
        var refreshToken = request.Headers[StackHeaders.RefreshToken] ?? request.Body.Text("refresh_token");
        var call = new StackAuthCall
        {
            Operation = operation,
            Method = request.Method,
            RawTarget = request.Context.RawTarget(),
            AccessToken = token,
            TokenState = read.State,
            User = Owner(service, read),
            SessionId = read.Token?.SessionId,
            AccessType = request.Headers[StackHeaders.AccessType],
            At = service.Clock.GetUtcNow(),
            Headers = request.Context.HeaderTexts(),
            Email = request.Body.Text("email"),
            RefreshToken = refreshToken,
            RefreshTokenState = service.Sessions.StateOf(refreshToken, out _),
            Totp = request.Body.Text("totp"),
            TotpStep = Authenticator.StepAt(service.Now),
        };
        service.Record(call);
        return call;
    }

    public static StackAuthUser? Owner(StackAuthService service, ReadToken read) =>
        service.FindProject(read.Token?.ProjectId) is { } project ? service.FindUserById(project, read.Token!.UserId) : null;
}
