using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>One of the gateway's own calls. A refusal is told by its code; only a body that says it is JSON is read.</summary>
internal sealed class StackAuthCall(HttpMessageInvoker http, TimeProvider clock)
{
    private readonly UpstreamExchange _exchange = new(http, clock);

    public async Task<StackAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var reply = await _exchange.SendAsync(request, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return Failed(failure);
        }

        var status = StackAuthHeaders.StatusOf(reply.Status, reply.Headers!);
        if (reply.FailureOf(status) is { } said)
        {
            return Failed(said);
        }

        var json = reply.IsJson ? Parse(reply.Body) : null;
        if (status < 400)
        {
            return json is { } body
                ? new StackAuthAnswer(reply.Host, status, null, body, reply.ServerTime, null)
                : Failed(reply.NotJson(status));
        }

        var code = StackAuthHeaders.CodeOf(reply.Headers!) ?? CodeIn(json);
        // A refusal without a code is Stack Auth's own only if it bears its mark; a firewall's page says nothing.
        return code is null && !StackAuthHeaders.IsOwnAnswer(reply.Headers!)
            ? Failed(reply.NotJson(status))
            : new StackAuthAnswer(reply.Host, status, code, json ?? default, reply.ServerTime, null);
    }

    private static string? CodeIn(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("code", out var code) && JsonText.Read(code) is { } text
        && StackAuthHeaders.IsCode(text)
            ? text
            : null;

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static StackAuthAnswer Failed(TokenFailure.Transient failure) => new(string.Empty, 0, null, default, null, failure);
}
