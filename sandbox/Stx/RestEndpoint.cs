namespace Sandbox.Stx;

/// <summary>Everything outside GraphQL: needs a good bearer and echoes the request, but for a few paths under <c>/api/v1/</c>.</summary>
internal sealed class RestEndpoint(StxExchange exchange, MisbehaviourPlayer misbehaviours, CancellationToken stopping)
{
    private const string Json = "application/json; charset=utf-8";

    private readonly RestScenes _scenes = new(() => exchange.StreamGate, stopping);

    public async Task HandleAsync(HttpContext context)
    {
        var bearer = context.Bearer();
        var call = new StxCall
        {
            Operation = StxOperations.Rest,
            Method = context.Request.Method,
            RawTarget = context.RawTarget(),
            AccessToken = bearer,
            TokenState = exchange.Sessions.StateOfAccess(bearer, out var session),
            Owner = session?.User,
            At = exchange.Clock.GetUtcNow(),
            Headers = context.HeaderTexts(),
        };
        exchange.Record(call);
        context.ReportStatusTo([call]);
        var misbehaviour = exchange.Knobs.TakeMisbehaviour(StxOperations.Rest);
        if (!misbehaviour.AfterEffect && await misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        if (exchange.Sessions.StateOfAccess(bearer, out session) != TokenState.Good)
        {
            await context.AnswerAsync(StatusCodes.Status401Unauthorized, Json, """{"error":"unauthorized"}"""u8.ToArray());
            return;
        }

        if (exchange.Knobs.PromptTnc && !session!.User.HasAcceptedTerms)
        {
            await context.AnswerAsync(StatusCodes.Status403Forbidden, Json, """{"error":"terms and conditions must be accepted"}"""u8.ToArray());
            return;
        }

        if (misbehaviour.AfterEffect && await misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        await _scenes.PlayAsync(context, call, session!.User.Email);
    }
}
