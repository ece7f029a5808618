using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Problems;
using Gateway.Proxying.Refusals;
using Gateway.Proxying.Sockets;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying;

/// <summary>
/// The way of one request to its upstream:
/// <list type="number">
/// <item>while the gateway stops, late requests are refused;</item>
/// <item>methods, targets and framing that are never forwarded are refused;</item>
/// <item>the account is chosen;</item>
/// <item>its token is asked for; without one nothing is forwarded;</item>
/// <item>the request is rewritten and sent, the answer streams back;</item>
/// <item>a failure that the caller has not seen yet becomes a problem.</item>
/// </list>
/// </summary>
internal sealed partial class ProxyEndpoint(
    DrainGate gate,
    AccountSelector selector,
    UpstreamClients clients,
    IHttpForwarder forwarder,
    SocketForwarder sockets,
    RefusalDesk refusals,
    TimeProvider time,
    ILogger<ProxyEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // 1. Late requests
        if (!gate.TryEnter())
        {
            await RefuseAsync(context, ShuttingDown);
            return;
        }

        try
        {
            await (gate.IsStopping && SocketForwarder.IsHandshake(context) ? RefuseAsync(context, ShuttingDown) : ForwardAsync(context));
        }
        finally
        {
            gate.Leave();
        }
    }

    private Task ForwardAsync(HttpContext context)
    {
        // 2. What is never forwarded
        if (RequestRules.Check(context, out var target) is { } reason)
        {
            return RefuseAsync(context, new Problem(ProblemCode.RequestNotAllowed, reason));
        }

        // 3. The account
        var choice = selector.Choose(context.Request.Headers[AccountSelector.Header], target, context.Features.Get<CallerDefinition>());
        if (choice.Account is not { } account)
        {
            return RefuseAsync(context, choice.Problem!);
        }

        // 4. The token: at hand while it is good
        var lookup = account.GetTokenAsync(context.RequestAborted);
        return lookup.IsCompletedSuccessfully
            ? SendAsync(context, account, lookup.Result, choice.Target)
            : WaitAndSendAsync(context, account, lookup, choice.Target);
    }

    private async Task WaitAndSendAsync(HttpContext context, IAccountSession account, ValueTask<TokenLookup> lookup, RequestTarget target)
    {
        TokenLookup token;
        try
        {
            token = await lookup;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await SendAsync(context, account, token, target);
    }

    private Task SendAsync(HttpContext context, IAccountSession account, TokenLookup token, RequestTarget target) =>
        token.IsAvailable
            ? SendAsync(context, account, token.Session, target)
            : RefuseAsync(context, Problem.Of(token.Problem, account.Definition.Name, time.GetUtcNow()));

    private async Task SendAsync(HttpContext context, IAccountSession account, Session session, RequestTarget target)
    {
        // 5. There and back
        var client = clients.Get(account.Definition.Upstream);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var exchange = new ProxyExchange(account, session, target);
        context.Features.Set(exchange);
        var error = await (SocketForwarder.IsHandshake(context)
            ? sockets.SendAsync(context, exchange, client)
            : SendAsync(context, exchange, client));
        if (error == ForwarderError.None)
        {
            return;
        }

        // 6. Failures
        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        var problem = ForwardingFailure.Describe(error, exception, client.Origin, account.Definition.Name.Value);
        if (problem is null || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        Log.ForwardingFailed(logger, account.Definition.Upstream.Name, error, ForwardingFailure.Cause(exception));
        if (!context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context, problem);
        }
    }

    private async ValueTask<ForwarderError> SendAsync(HttpContext context, ProxyExchange exchange, UpstreamClient client)
    {
        using var sender = refusals.SenderFor(client.Handler, context, exchange);
        return await forwarder.SendAsync(context, client.Origin.Prefix, sender, client.RequestConfig, client.Transformer);
    }

    private Task RefuseAsync(HttpContext context, Problem problem)
    {
        Log.Refused(logger, problem.Code, problem.Detail);
        return ProblemWriter.WriteAsync(context, problem);
    }

    private static readonly Problem ShuttingDown = new(
        ProblemCode.ShuttingDown, "The gateway is stopping; try again when it has started.", RetryAfter: TimeSpan.FromSeconds(1));

    private static partial class Log
    {
        [LoggerMessage(2200, LogLevel.Debug, "Refused a request: {code}: {reason}", EventName = "RequestRefused")]
        public static partial void Refused(ILogger logger, string code, string reason);

        [LoggerMessage(2201, LogLevel.Warning, "A request to upstream {upstream} failed ({error}): {cause}", EventName = "ForwardingFailed")]
        public static partial void ForwardingFailed(ILogger logger, string upstream, ForwarderError error, string cause);
    }
}
