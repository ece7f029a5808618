using System.Text.Json;

namespace Sandbox.GraphQl;

internal static class JsonLiteral
{
    public static Literal From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Literal.Scalar(json.GetString()),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? new Literal.Scalar(whole) : new Literal.Scalar(json.GetDouble()),
        JsonValueKind.True => new Literal.Scalar(true),
        JsonValueKind.False => new Literal.Scalar(false),
        JsonValueKind.Array => new Literal.Items([.. json.EnumerateArray().Select(From)]),
        JsonValueKind.Object => new Literal.Fields(FieldsOf(json)),
        _ => new Literal.Scalar(null),
    };

    public static IReadOnlyDictionary<string, Literal> FieldsOf(JsonElement json)
    {
        var fields = new Dictionary<string, Literal>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            fields[property.Name] = From(property.Value);
        }

        return fields;
    }
}
