using System.Text;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth;

/// <summary>How the server and the application's backend go wrong.</summary>
internal sealed class StackAuthMisbehaviours(StackAuthService service, HeaderPipeline headers, CancellationToken stopping)
    : MisbehaviourPlayer(() => service.Now, stopping)
{
    private protected override Task AnswerAsync(HttpContext context, Misbehaviour misbehaviour, SandboxCall call)
    {
        if (Refusal(misbehaviour.Kind, (StackAuthCall)call) is { } refusal)
        {
            ((StackAuthCall)call).KnownError = refusal.KnownError;
            var hexclave = service.Knobs.HexclaveHeaders;
            return AnswerWriter.WriteAsync(context, refusal, new StackHeaders(context.Request.Headers, hexclave), hexclave);
        }

        var (status, contentType, body) = Answer(misbehaviour.Kind);
        return context.AnswerAsync(status, contentType, Encoding.UTF8.GetBytes(body));
    }

    private ApiAnswer? Refusal(MisbehaviourKind kind, StackAuthCall call) => (kind, call.Operation) switch
    {
        (MisbehaviourKind.Unauthorized, StackAuthOperations.Backend) => ApplicationBackend.Refusal,
        (MisbehaviourKind.Unauthorized, StackAuthOperations.Refresh or StackAuthOperations.OAuthToken) => KnownErrors.RefreshTokenNotFoundOrExpired,
        (MisbehaviourKind.Unauthorized, _) => headers.Refuse(service.Tokens.Read(call.AccessToken).Token, StackAuthService.DefaultProjectId),
        (MisbehaviourKind.RejectPassword, _) => KnownErrors.EmailPasswordMismatch,
        (MisbehaviourKind.ServerError500, _) => ApiAnswer.ServerError,
        _ => null,
    };

    // A 429 comes from the layer before the API: no known error, and the override header does not reach it.
    private static (int Status, string ContentType, string Body) Answer(MisbehaviourKind kind) => kind switch
    {
        MisbehaviourKind.GarbageJson => (200, Json, """{"access_token":"eyJ"""),
        MisbehaviourKind.TooManyRequests => (429, Json, """{"message":"Too many requests."}"""),
        _ => EdgeAnswer(kind) ?? throw new InvalidOperationException($"{kind} has no answer."),
    };
}
