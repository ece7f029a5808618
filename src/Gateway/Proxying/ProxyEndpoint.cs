using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Placeholders;
using Gateway.Problems;
using Gateway.Proxying.LoginAnswers;
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
/// <item>a request on a path of login operations is looked into;</item>
/// <item>the account is chosen;</item>
/// <item>a login operation is answered, what a read-only caller may not send is refused;</item>
/// <item>its token is asked for; without one nothing is forwarded;</item>
/// <item>the request is rewritten and sent, the answer streams back;</item>
/// <item>a failure that the caller has not seen yet becomes a problem.</item>
/// </list>
/// </summary>
internal sealed partial class ProxyEndpoint(
    DrainGate gate,
    AccountSelector selector,
    LoginReader logins,
    LoginTickets tickets,
    LoginAnswerer answerer,
    UpstreamClients clients,
    IHttpForwarder forwarder,
    SocketForwarder sockets,
    RefusalDesk refusals,
    KeyProblemWriter problems,
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

        // 3. Login operations
        return logins.Find(target.Text) is { } dialect
            ? LookAndChooseAsync(context, target, dialect)
            : ChooseAsync(context, target, null);
    }

    private async Task LookAndChooseAsync(HttpContext context, RequestTarget target, ILoginDialect dialect)
    {
        if (await LookAsync(context, dialect, target.Text) is { } look)
        {
            await ChooseAsync(context, target, look);
        }
    }

    // Null if there is nobody left to answer, or if the answer is given.
    private async Task<LoginLook?> LookAsync(HttpContext context, ILoginDialect dialect, string target)
    {
        var look = await logins.LookAsync(context, dialect, target, context.RequestAborted);
        if (look?.Problem is not { } problem)
        {
            return look;
        }

        await RefuseAsync(context, problem);
        return null;
    }

    private Task ChooseAsync(HttpContext context, RequestTarget target, LoginLook? look)
    {
        // 4. The account. A login says itself who logs in; what its client still carries is the second best.
        var isLogin = look?.IsLoginAlone == true;
        if (isLogin && context.Features.Get<ILoginHandover>()?.HandOver(look!.Passwords) is { } refusal)
        {
            return RefuseAsync(context, refusal, look);
        }

        var identity = context.Features.Get<CallerIdentity>();
        var carried = context.Features.Get<CarriedPlaceholder>()?.Account;
        var (placeholder, falsehood) = look is null ? (carried, null) : tickets.Judge(look.Login, isLogin ? null : carried, identity);
        if (falsehood is not null)
        {
            return RefuseAsync(context, falsehood, look);
        }

        if (!isLogin && context.Features.Get<EndedPlaceholder>() is not null)
        {
            return RefuseAsync(context, PlaceholderProblems.Ended, look);
        }

        var caller = context.Features.Get<CallerDefinition>();
        var choice = selector.Choose(context.Request.Headers[AccountSelector.Header], target, caller, placeholder, look, isLogin ? carried : null);
        if (choice.Account is not { } account)
        {
            return RefuseAsync(context, choice.Problem!);
        }

        // The upstream's own base path may make a login path of one that is none here.
        if (look is null && account.Definition.Upstream.BaseUrl.AbsolutePath is { Length: > 1 } basePath
            && logins.Find(string.Concat(basePath, choice.Target.Rest)) is { } dialect)
        {
            return LookAndGoOnAsync(context, account, choice.Target, dialect);
        }

        return GoOnAsync(context, account, choice.Target, look);
    }

    private async Task LookAndGoOnAsync(HttpContext context, IAccountSession account, RequestTarget target, ILoginDialect dialect)
    {
        if (await LookAsync(context, dialect, target.Text) is { } look)
        {
            await GoOnAsync(context, account, target, look);
        }
    }

    private Task GoOnAsync(HttpContext context, IAccountSession account, RequestTarget target, LoginLook? look)
    {
        // 5. Login operations, and what read-only callers may not send
        var upstream = account.Definition.Upstream;
        var identity = context.Features.Get<CallerIdentity>();
        var answers = look is not null && logins.At(upstream) == look.Dialect;
        switch (look?.Login)
        {
            case CallerLogin.Refused refused when answers:
                return RefuseAsync(context, new Problem(ProblemCode.RequestNotAllowed, refused.Reason));
            case CallerLogin.Found found when answers:
                return AnswerAsync(context, account, look, found, identity);
        }

        if (context.Features.Get<EndedPlaceholder>() is not null)
        {
            return RefuseAsync(context, PlaceholderProblems.Ended, look);
        }

        // Whatever was made of it, a body that a key was found in goes nowhere.
        if (identity is { ByLogin: true } || (identity is not null && look?.GivesPassword(identity.Key) == true))
        {
            return RefuseAsync(context, KeyInForwardedLogin(upstream.Name));
        }

        if (!answers)
        {
            look?.Long?.Stop();
        }

        if (ReadOnlyRule.Check(context.Request, context.Features.Get<CallerDefinition>(), look) is { } problem)
        {
            return RefuseAsync(context, problem);
        }

        // 6. The token: at hand while it is good
        var lookup = account.GetTokenAsync(context.RequestAborted);
        return lookup.IsCompletedSuccessfully
            ? SendAsync(context, account, lookup.Result, target)
            : WaitAndSendAsync(context, account, lookup, target);
    }

    private async Task AnswerAsync(HttpContext context, IAccountSession account, LoginLook look, CallerLogin.Found login, CallerIdentity? caller)
    {
        try
        {
            await answerer.AnswerAsync(context, account, look, login, caller, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
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
        // 7. There and back
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

        // 8. Failures
        TrailingStream.TakeOff(context.Response);
        if (context.Features.Get<LoginInLongBody>() is not null && !context.Response.HasStarted)
        {
            await RefuseAsync(context, logins.TooLong);
            return;
        }

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
        if (context.Request.Headers.Upgrade.Count > 0)
        {
            // The forwarder would make a GET of it.
            context.Features.Set<IHttpUpgradeFeature>(null);
        }

        using var sender = refusals.SenderFor(client.Handler, context, exchange, client.Origin.BasePath);
        return await forwarder.SendAsync(context, client.Origin.Prefix, sender, client.RequestConfig, client.Transformer);
    }

    private Task RefuseAsync(HttpContext context, Problem problem, LoginLook? look = null)
    {
        Log.Refused(logger, problem.Code, problem.Detail);
        var repeat = context.Features.Get<CallerIdentity>() is { } caller
            ? TokenlessRepeat.WithKeys(caller.HasKey)
            : TokenlessRepeat.WithoutKeys([.. context.Features.Get<EndedPlaceholder>()?.Meant ?? [], .. look?.MeantAccounts ?? []]);
        return problems.WriteAsync(context, problem, look?.Request, repeat);
    }

    private static Problem KeyInForwardedLogin(string upstream) => new(
        ProblemCode.CallerKeyRequired,
        $"The key came in a login operation that the gateway does not answer for upstream '{upstream}': Gateway:Upstreams:{upstream}:AnswerLogins is false, the operation is another protocol's, or clients do not log in there. Forwarded it would take the key along; give the key in a header, and none as password.");

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
