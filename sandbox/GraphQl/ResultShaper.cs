using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.GraphQl;

internal static class ResultShaper
{
    /// <summary>Picks the selected fields out of what a resolver gave: dictionaries for objects, enumerables of them for lists.</summary>
    public static JsonNode? Shape(object? value, TypeReference type, IReadOnlyList<PlannedField> fields)
    {
        if (value is null)
        {
            return null;
        }

        if (type.Element is { } element)
        {
            var items = ((IEnumerable<object?>)value).Select(item => Shape(item, element, fields));
            return new JsonArray([.. items]);
        }

        if (value is not IReadOnlyDictionary<string, object?> record)
        {
            return JsonSerializer.SerializeToNode(value, value.GetType());
        }

        var shaped = new JsonObject();
        foreach (var field in fields)
        {
            var inner = field.Name == "__typename" ? type.Name : Limit(record.GetValueOrDefault(field.Name), field);
            shaped[field.ResponseKey] = Shape(inner, field.Type, field.Children);
        }

        return shaped;
    }

    private static object? Limit(object? value, PlannedField field) =>
        field.Arguments.GetValueOrDefault("limit") is long limit && value is IEnumerable<object?> items
            ? items.Take((int)limit)
            : value;
}
