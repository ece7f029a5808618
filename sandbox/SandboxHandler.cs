using Sandbox.Control;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Sandbox;

/// <summary>Sends each request to the part that answers it.</summary>
internal sealed class SandboxHandler
{
    private readonly StxExchange _exchange;
    private readonly GraphQlEndpoint _graphQl;
    private readonly RestEndpoint _rest;
    private readonly PhoenixEndpoint _sockets;
    private readonly ControlApi _control;

    public SandboxHandler(StxExchange exchange, CancellationToken stopping)
    {
        _exchange = exchange;
        _control = new ControlApi(new StxControl(exchange));
        var misbehaviours = new StxMisbehaviours(exchange, stopping);
        _graphQl = new GraphQlEndpoint(exchange, misbehaviours);
        _rest = new RestEndpoint(exchange, misbehaviours, stopping);
        _sockets = new PhoenixEndpoint(exchange, stopping);
    }

    public async Task HandleAsync(HttpContext context)
    {
        context.DateBy(() => _exchange.Now);
        try
        {
            await PartFor(context.Request.Path.Value ?? "")(context);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // The client went away, or the sandbox is being stopped.
            context.Cut();
        }
    }

    private Func<HttpContext, Task> PartFor(string path) =>
        path == "/api/graphql" ? _graphQl.HandleAsync
        : path == PhoenixEndpoint.Path ? _sockets.HandleAsync
        : path.StartsWith("/sandbox/", StringComparison.Ordinal) ? _control.HandleAsync
        : _rest.HandleAsync;
}
