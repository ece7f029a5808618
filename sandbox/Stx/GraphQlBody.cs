using System.Text.Json;
using Sandbox.GraphQl;

namespace Sandbox.Stx;

internal static class GraphQlBody
{
    /// <summary>The operations in a request's body; null when there is no readable one.</summary>
    public static async Task<(IReadOnlyList<GraphQlRequest>? Requests, bool IsBatch)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, false);
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                return (Read(json.RootElement) is { } single ? [single] : null, false);
            }

            var requests = json.RootElement.EnumerateArray().Select(Read).OfType<GraphQlRequest>().ToList();
            return requests.Count > 0 && requests.Count == json.RootElement.GetArrayLength() ? (requests, true) : (null, true);
        }
        catch (JsonException)
        {
            return (null, false);
        }
    }

    private static GraphQlRequest? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var variables = json.TryGetProperty("variables", out var sent) && sent.ValueKind == JsonValueKind.Object
            ? JsonLiteral.FieldsOf(sent)
            : new Dictionary<string, Literal>(StringComparer.Ordinal);
        var name = json.TryGetProperty("operationName", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return new GraphQlRequest(query.GetString()!, variables, name);
    }
}
