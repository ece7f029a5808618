using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>The GraphQL parameters of a query string.</summary>
internal sealed record QueryParameters(string? Query, string? OperationName, JsonElement Variables)
{
    private static readonly QueryParameters None = new(null, null, default);

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => ReferenceEquals(this, None);

    /// <summary>Reads them; null if one is there twice or cannot be read.</summary>
    public static QueryParameters? Read(string query)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in query.TrimStart('?').Split('&', ';'))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = FormText.Decode(equals < 0 ? parameter : parameter[..equals]);
            var value = FormText.Decode(equals < 0 ? string.Empty : parameter[(equals + 1)..]);
            if (name is not null && !GraphQlWire.IsParameter(name.Trim()))
            {
                continue;
            }

            if (name is null || value is null || !found.TryAdd(name, value))
            {
                return null;
            }
        }

        // Where a semicolon stands, servers disagree on where a parameter ends.
        return found.Count == 0 ? None : query.Contains(';', StringComparison.Ordinal) ? null : Read(found);
    }

    private static QueryParameters? Read(Dictionary<string, string> found)
    {
        if (found.Keys.Any(static name => name is not (GraphQlWire.Query or GraphQlWire.Variables or GraphQlWire.OperationName)))
        {
            return null;
        }

        JsonElement variables = default;
        if (found.TryGetValue(GraphQlWire.Variables, out var text) && text.Length > 0)
        {
            variables = JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }

        return variables.ValueKind is JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined
            ? new QueryParameters(found.GetValueOrDefault(GraphQlWire.Query), found.GetValueOrDefault(GraphQlWire.OperationName), variables)
            : null;
    }
}
