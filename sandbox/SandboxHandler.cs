using System.Globalization;
using Sandbox.Stx;

namespace Sandbox;

/// <summary>Sends each request to the part that answers it.</summary>
internal sealed class SandboxHandler
{
    private readonly StxExchange _exchange;
    private readonly GraphQlEndpoint _graphQl;
    private readonly RestEndpoint _rest;

    public SandboxHandler(StxExchange exchange, CancellationToken stopping)
    {
        _exchange = exchange;
        var misbehaviours = new MisbehaviourPlayer(exchange, stopping);
        _graphQl = new GraphQlEndpoint(exchange, misbehaviours);
        _rest = new RestEndpoint(exchange, misbehaviours, stopping);
    }

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Date = _exchange.Now.ToString("R", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        try
        {
            await (context.Request.Path.Equals("/api/graphql", StringComparison.Ordinal)
                ? _graphQl.HandleAsync(context)
                : _rest.HandleAsync(context));
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // The client went away, or the sandbox is being stopped.
            context.Abort();
        }
    }
}
