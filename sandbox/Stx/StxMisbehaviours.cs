using System.Text;

namespace Sandbox.Stx;

/// <summary>How the exchange goes wrong.</summary>
internal sealed class StxMisbehaviours(StxExchange exchange, CancellationToken stopping) : MisbehaviourPlayer(() => exchange.Now, stopping)
{
    private protected override Task AnswerAsync(HttpContext context, Misbehaviour misbehaviour, SandboxCall call)
    {
        if (misbehaviour is { Kind: MisbehaviourKind.RejectPassword, AfterEffect: false } && call.Operation == StxOperations.Login)
        {
            exchange.CountPasswordAttempt();
        }

        var (status, contentType, body) = Answer(misbehaviour.Kind, call);
        return context.AnswerAsync(status, contentType, Encoding.UTF8.GetBytes(body));
    }

    private (int Status, string ContentType, string Body) Answer(MisbehaviourKind kind, SandboxCall call) => kind switch
    {
        MisbehaviourKind.ServerError500 => (500, Json, """{"errors":{"detail":"Internal Server Error"}}"""),
        MisbehaviourKind.GarbageJson => (200, Json, """{"data":{"login":{"token":"eyJ"""),
        MisbehaviourKind.TooManyRequests => (429, Json, """{"error":"too many requests"}"""),
        MisbehaviourKind.RejectPassword => (200, Json, Refusal(FieldRefusedException.WrongPasswordText)),
        MisbehaviourKind.Unauthorized when call.Operation == StxOperations.Rest => (401, Json, """{"error":"unauthorized"}"""),
        MisbehaviourKind.Unauthorized => (
            exchange.Knobs.RefusalStyle == RefusalStyle.Http401 ? 401 : 200, Json, Refusal(FieldRefusedException.UnauthorizedText)),
        _ => EdgeAnswer(kind) ?? throw new InvalidOperationException($"{kind} has no answer."),
    };

    private static string Refusal(string message) => GraphQlAnswer.Errors(message).Body.ToJsonString();
}
