using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth;

/// <summary>
/// An application's own backend that trusts the project's tokens: it wants a bearer that the published keys verify, knows nothing of sessions,
/// and echoes the request; its journal shows whatever headers reached it.
/// </summary>
internal sealed class ApplicationBackend(StackAuthService service, CancellationToken stopping)
{
    private readonly RestScenes _scenes = new(() => service.StreamGate, stopping);
    private readonly StackAuthMisbehaviours _misbehaviours = new(service, new HeaderPipeline(service), stopping);

    /// <summary>A plain refusal, without any header of Stack Auth's.</summary>
    public static ApiAnswer Refusal => ApiAnswer.Plain(StatusCodes.Status401Unauthorized, "unauthorized") with { IsBare = true };

    public async Task HandleAsync(HttpContext context)
    {
        context.DateBy(() => service.Now);
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            context.Cut();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var bearer = context.Bearer();
        var read = service.Tokens.Read(bearer);
        var call = new StackAuthCall
        {
            Operation = StackAuthOperations.Backend,
            Method = context.Request.Method,
            RawTarget = context.RawTarget(),
            AccessToken = bearer,
            TokenState = read.State,
            User = Journal.Owner(service, read),
            SessionId = read.Token?.SessionId,
            At = service.Clock.GetUtcNow(),
            Headers = context.HeaderTexts(),
            TotpStep = Authenticator.StepAt(service.Now),
        };
        service.Record(call);
        context.ReportStatusTo([call]);
        var misbehaviour = service.Knobs.TakeMisbehaviour(StackAuthOperations.Backend);
        if (!misbehaviour.AfterEffect && await _misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        // Held calls are judged when they are let go: a token may have expired meanwhile.
        read = service.Tokens.Read(bearer);
        if (read is not { State: TokenState.Good, Token: { Audience: TokenAudience.Regular, ProjectId: StackAuthService.DefaultProjectId } token })
        {
            await AnswerWriter.WriteAsync(context, Refusal, new StackHeaders(context.Request.Headers, hexclave: false), hexclave: false);
            return;
        }

        if (misbehaviour.AfterEffect && await _misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        await _scenes.PlayAsync(context, call, Journal.Owner(service, read)?.Email ?? token.UserId);
    }
}
