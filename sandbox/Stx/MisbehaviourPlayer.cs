using System.Globalization;
using System.Text;

namespace Sandbox.Stx;

/// <summary>Acts out a misbehaviour on one request.</summary>
internal sealed class MisbehaviourPlayer(StxExchange exchange, CancellationToken stopping)
{
    private const string Json = "application/json; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    /// <summary>True when the request has had its answer, or will never get one.</summary>
    public async Task<bool> PlayAsync(HttpContext context, Misbehaviour misbehaviour, StxCall call)
    {
        switch (misbehaviour.Kind)
        {
            case MisbehaviourKind.None:
                return false;
            case MisbehaviourKind.Delay:
                return !await WaitedAsync(context, misbehaviour);
            case MisbehaviourKind.Hang:
                _ = await WaitedAsync(context, Misbehaviour.Hold(new Gate()));
                return true;
            case MisbehaviourKind.CloseConnection:
                context.Cut();
                return true;
            case MisbehaviourKind.TooManyRequests:
                SetRetryAfter(context, misbehaviour);
                break;
            case MisbehaviourKind.RejectPassword when call.Operation == StxOperations.Login && !misbehaviour.AfterEffect:
                exchange.CountPasswordAttempt();
                break;
        }

        var (status, contentType, body) = Answer(misbehaviour.Kind, call);
        await context.AnswerAsync(status, contentType, Encoding.UTF8.GetBytes(body));
        return true;
    }

    private (int Status, string ContentType, string Body) Answer(MisbehaviourKind kind, StxCall call) => kind switch
    {
        MisbehaviourKind.ServerError500 => (500, Json, """{"errors":{"detail":"Internal Server Error"}}"""),
        MisbehaviourKind.BadGateway502 => (502, Html, Page("502 Bad Gateway")),
        MisbehaviourKind.MaintenanceHtml200 => (200, Html, Page("We are down for maintenance")),
        MisbehaviourKind.ForbiddenHtml403 => (403, Html, Page("403 Forbidden")),
        MisbehaviourKind.EmptyBody => (200, Json, ""),
        MisbehaviourKind.GarbageJson => (200, Json, """{"data":{"login":{"token":"eyJ"""),
        MisbehaviourKind.TooManyRequests => (429, Json, """{"error":"too many requests"}"""),
        MisbehaviourKind.RejectPassword => (200, Json, Refusal(FieldRefusedException.WrongPasswordText)),
        MisbehaviourKind.Unauthorized when call.Operation == StxOperations.Rest => (401, Json, """{"error":"unauthorized"}"""),
        MisbehaviourKind.Unauthorized => (
            exchange.Knobs.RefusalStyle == RefusalStyle.Http401 ? 401 : 200, Json, Refusal(FieldRefusedException.UnauthorizedText)),
        _ => throw new InvalidOperationException($"{kind} has no answer."),
    };

    private static string Refusal(string message) => GraphQlAnswer.Errors(message).Body.ToJsonString();

    private static string Page(string title) => $"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>";

    private void SetRetryAfter(HttpContext context, Misbehaviour misbehaviour)
    {
        if (misbehaviour.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = misbehaviour.RetryAfterAsDate
                ? (exchange.Now + pause).ToString("R", CultureInfo.InvariantCulture)
                : Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    // The client's departure and the end of the sandbox both end a wait.
    private async Task<bool> WaitedAsync(HttpContext context, Misbehaviour misbehaviour)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Task.Delay(misbehaviour.Wait, TimeProvider.System, gone.Token);
            await (misbehaviour.Gate?.PassAsync(gone.Token) ?? Task.CompletedTask);
            return true;
        }
        catch (OperationCanceledException)
        {
            context.Cut();
            return false;
        }
    }
}
