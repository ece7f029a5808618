using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>The variables of one operation: as given, else as its definitions say. Looked up by name as often as a document likes.</summary>
internal sealed class VariableValues(List<VariableNode> definitions, JsonElement given)
{
    private readonly Dictionary<string, JsonElement> _given = given.ValueKind == JsonValueKind.Object
        ? given.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
        : [];

    private readonly Dictionary<string, ValueNode?> _defaults =
        definitions.ToDictionary(definition => definition.Name, definition => definition.Default, StringComparer.Ordinal);

    public bool TryGet(string name, out JsonElement value) => _given.TryGetValue(name, out value);

    public ValueNode? Default(string name) => _defaults.GetValueOrDefault(name);

    /// <summary>The value of a condition; null if it is no boolean.</summary>
    public bool? Condition(ValueNode node)
    {
        if (node is ValueNode.Variable variable)
        {
            if (TryGet(variable.Name, out var value))
            {
                return value.ValueKind switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                };
            }

            return Default(variable.Name) is { } fallback and not ValueNode.Variable ? Condition(fallback) : null;
        }

        return node is ValueNode.Word { Value: "true" or "false" } word ? word.Value == "true" : null;
    }

    /// <summary>A JSON string; null for anything else. Half a surrogate pair is valid JSON and no text: reading it would throw.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
