using Gateway.Listeners;
using Gateway.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Inbound;

/// <summary>Decides who may talk to a listener; the first refusal ends the request.</summary>
internal sealed class InboundGuard(RequestDelegate next)
{
    private static readonly Problem ForeignHost = new(
        ProblemCode.HostNotAllowed, "The Host header must name this machine: localhost or a loopback address.");

    private static readonly Problem ForeignOrigin = new(
        ProblemCode.OriginNotAllowed, "Requests made by web pages are refused here; use a program on this machine.");

    public Task InvokeAsync(HttpContext context)
    {
        var listener = context.Features.GetRequiredFeature<IListenerFeature>();
        return Judge(listener, context.Request) is { } refusal ? ProblemWriter.WriteAsync(context, refusal) : next(context);
    }

    internal static Problem? Judge(IListenerFeature listener, HttpRequest request)
    {
        if (!listener.IsUnixSocket && !HostRule.IsAllowed(request.Host))
        {
            return ForeignHost;
        }

        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return listener.Kind == ListenerKind.Management && changes && OriginRule.IsForeign(request.Headers, request.Host)
            ? ForeignOrigin
            : null;
    }
}
