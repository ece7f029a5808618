using Gateway.Core.Upstreams;
using Gateway.Listeners;
using Gateway.Placeholders;
using Gateway.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Inbound;

/// <summary>
/// Decides who may talk to a listener, before anything else looks at a request, upgrades included; the first refusal ends it:
/// <list type="number">
/// <item>the host, on a listener without keys or with a list of hosts;</item>
/// <item>the origin;</item>
/// <item>the key, if the listener has any; from here on the request no longer holds it in its address;</item>
/// <item>the caller's limits.</item>
/// </list>
/// Probes are answered to everybody.
/// </summary>
internal sealed partial class InboundGuard(
    RequestDelegate next,
    InboundAccess access,
    PlaceholderTokens placeholders,
    PlaceholderRule placeholderRule,
    LoginDialects logins,
    LoginBodies loginBodies,
    KeyProblemWriter problems,
    ILogger<InboundGuard> logger)
{
    private const string Probes = "/health";
    private const string StatusPage = "/";

    private readonly KeyTable _nobody = new([], placeholders);

    public Task InvokeAsync(HttpContext context)
    {
        var listener = context.Features.GetRequiredFeature<IListenerFeature>();
        var request = context.Request;
        var isManagement = listener.Kind == ListenerKind.Management;
        if (listener.Kind == ListenerKind.Health || (isManagement && request.Path.StartsWithSegments(Probes, StringComparison.OrdinalIgnoreCase)))
        {
            return next(context);
        }

        // 1. The host
        var policy = access.Policy;
        var keys = isManagement ? policy.Operators : policy.Callers;
        var needsHost = !listener.IsUnixSocket && (keys is null || !policy.AllowedHosts.IsEmpty);
        if (needsHost && !HostRule.IsAllowed(request.Headers.Host, policy.AllowedHosts))
        {
            return RefuseAsync(context, InboundProblems.ForeignHost);
        }

        // 2. The origin
        if (!OriginRule.IsAllowed(request.Headers, policy.AllowedOrigins) && !(isManagement && OriginRule.IsNavigation(request)))
        {
            return RefuseAsync(context, InboundProblems.ForeignOrigin);
        }

        // 3. The key
        return isManagement ? keys is null ? next(context) : AdmitOperatorAsync(context, keys)
            : placeholders.IsReady ? keys is null ? AdmitAnybodyAsync(context) : AdmitCallerAsync(context, keys)
            : PrepareAndAdmitAsync(context, keys);
    }

    private async Task PrepareAndAdmitAsync(HttpContext context, KeyTable? keys)
    {
        // Without its keys every placeholder is false; who carries none does not wait for them.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (placeholderRule.Judge(target, context.Request.Headers, holder: null, mayLogIn: false, out _).Problem is not null)
        {
            await placeholders.PrepareAsync(context.RequestAborted);
        }

        await (keys is null ? AdmitAnybodyAsync(context) : AdmitCallerAsync(context, keys));
    }

    private Task AdmitOperatorAsync(HttpContext context, KeyTable keys)
    {
        // The page asks for the key itself.
        if (context.Request.Path == StatusPage)
        {
            return next(context);
        }

        var finding = KeyRule.JudgeOperator(context.Request.Headers, keys);
        return finding.Verdict == KeyVerdict.Valid ? next(context) : RefuseAsync(context, InboundProblems.ManagementKey(finding));
    }

    private Task AdmitAnybodyAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        if (TakePlaceholders(context, target, holder: null) is { } problem)
        {
            return RefuseAsync(context, problem, repeat: TokenlessRepeat.WithoutKeys(PlaceholderRule.Meant(target.RawTarget, context.Request.Headers)));
        }

        if (context.Features.Get<CarriedPlaceholder>() is not null)
        {
            CleanTarget(target, _nobody);
        }

        return next(context);
    }

    private Task AdmitCallerAsync(HttpContext context, KeyTable keys)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var finding = KeyRule.JudgeCaller(context.Request.Method, target.RawTarget, context.Request.Headers, keys, logins);
        return finding.Verdict == KeyVerdict.AfterLoginOperation
            ? AdmitLoginAsync(context, target, keys)
            : AdmitAsync(context, target, keys, finding, login: null);
    }

    private async Task AdmitLoginAsync(HttpContext context, IHttpRequestFeature target, KeyTable keys)
    {
        if (await loginBodies.ReadAsync(context, target.RawTarget, context.RequestAborted) is not { } request)
        {
            await RefuseAsync(context, HasEnded(context, target) ? PlaceholderProblems.Ended : InboundProblems.LoginNotRead);
            return;
        }

        if (!placeholders.IsReady)
        {
            await placeholders.PrepareAsync(context.RequestAborted);
        }

        var finding = LoginKeyRule.Judge(logins.Find(request.Path)!, request, keys);
        if (finding.Verdict == KeyVerdict.Missing && HasEnded(context, target))
        {
            await RefuseAsync(context, PlaceholderProblems.Ended, request);
            return;
        }

        await AdmitAsync(context, target, keys, finding, request);
    }

    /// <param name="context">The request.</param>
    /// <param name="target">Its target.</param>
    /// <param name="keys">All keys.</param>
    /// <param name="finding">Its key.</param>
    /// <param name="login">The login operation that the key was looked for in; null if it was not.</param>
    private Task AdmitAsync(HttpContext context, IHttpRequestFeature target, KeyTable keys, KeyFinding finding, CallerRequest? login)
    {
        if (finding is not { Verdict: KeyVerdict.Valid, Holder: { Caller: { } caller } holder })
        {
            return RefuseAsync(context, InboundProblems.CallerKey(finding, keys), login, RepeatWithKeys(context, target, keys));
        }

        if (TakePlaceholders(context, target, holder) is { } problem)
        {
            return RefuseAsync(context, problem, login, RepeatWithKeys(context, target, keys));
        }

        var hasKey = !(login is not null || StackTokens.Hold(finding)) || QueryToken.Find(target.RawTarget, keys).Verdict == KeyVerdict.Valid;
        var handover = finding.ByPlaceholder ? new LoginHandover(context, keys, holder) : null;
        CleanTarget(target, keys);
        context.Request.Headers.Remove(KeyRule.Header);
        RefererKeys.Remove(context.Request.Headers, keys);
        context.Features.Set(caller);
        context.Features.Set(holder.Standing);
        context.Features.Set(new CallerIdentity(caller, holder.Hash, ByLogin: login is not null, hasKey));

        // 4. The limits
        if (holder.Gauge?.Enter(caller) is { } wait)
        {
            return RefuseAsync(context, InboundProblems.Limit(caller.Name, wait));
        }

        return holder.Gauge is null && handover is null ? next(context) : MeasuredAsync(context, holder.Gauge, handover);
    }

    private Problem? TakePlaceholders(HttpContext context, IHttpRequestFeature target, KeyHolder? holder)
    {
        var mayLogIn = KeyRule.MayLogIn(context.Request.Method, target.RawTarget, logins);
        var (account, problem) = placeholderRule.Judge(target.RawTarget, context.Request.Headers, holder, mayLogIn, out var hasEnded);
        if (account is { } carried)
        {
            context.Features.Set(new CarriedPlaceholder(carried));
        }

        if (hasEnded)
        {
            context.Features.Set(new EndedPlaceholder(PlaceholderRule.Meant(target.RawTarget, context.Request.Headers)));
        }

        return problem;
    }

    private bool HasEnded(HttpContext context, IHttpRequestFeature target)
    {
        placeholderRule.Judge(target.RawTarget, context.Request.Headers, holder: null, mayLogIn: true, out var hasEnded);
        return hasEnded;
    }

    // Nothing behind the guard can log a key or send it on.
    private static void CleanTarget(IHttpRequestFeature target, KeyTable keys)
    {
        if (QueryToken.WithoutKeys(target.RawTarget, keys) is { } clean)
        {
            target.RawTarget = clean;
            target.QueryString = clean.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? clean[query..] : string.Empty;
        }
    }

    private async Task MeasuredAsync(HttpContext context, CallerGauge? gauge, LoginHandover? handover)
    {
        context.Features.Set<ILoginHandover>(handover);
        try
        {
            await next(context);
        }
        finally
        {
            handover?.Leave();
            gauge?.Leave();
        }
    }

    private static TokenlessRepeat RepeatWithKeys(HttpContext context, IHttpRequestFeature target, KeyTable keys) =>
        TokenlessRepeat.WithKeys(KeyRule.HasKeyBesideTokens(target.RawTarget, context.Request.Headers, keys));

    private Task RefuseAsync(HttpContext context, Problem problem, CallerRequest? read = null, TokenlessRepeat? repeat = null)
    {
        Log.Refused(logger, problem.Code);
        return problems.WriteAsync(context, problem, read, repeat ?? TokenlessRepeat.WithKeys(hasKey: false));
    }

    private static partial class Log
    {
        [LoggerMessage(2180, LogLevel.Debug, "Turned a request away: {code}", EventName = "RequestTurnedAway")]
        public static partial void Refused(ILogger logger, string code);
    }
}
