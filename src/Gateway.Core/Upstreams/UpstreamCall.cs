using System.Net;
using System.Text.Json;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>One call to an upstream that answers everything in JSON, whatever its content type says.</summary>
internal sealed class UpstreamCall(HttpMessageInvoker http, TimeProvider clock)
{
    private readonly UpstreamExchange _exchange = new(http, clock);

    public async Task<UpstreamAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var reply = await _exchange.SendAsync(request, cancellationToken);
        if ((reply.Failure ?? reply.FailureOf(reply.Status)) is { } failure)
        {
            return Failed(failure);
        }

        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            return new UpstreamAnswer((HttpStatusCode)reply.Status, document.RootElement.Clone(), reply.ServerTime, null);
        }
        catch (JsonException)
        {
            return Failed(reply.NotJson(reply.Status));
        }
    }

    private static UpstreamAnswer Failed(TokenFailure.Transient failure) => new(default, default, null, failure);
}
