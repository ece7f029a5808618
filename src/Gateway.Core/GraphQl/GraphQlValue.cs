using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>
/// The value of an argument: what is written, or the variable's. Looked at where it lies, never copied, so that a large variable
/// named a thousand times stays one.
/// </summary>
public readonly struct GraphQlValue
{
    private readonly ValueNode? _node;
    private readonly VariableValues _variables;
    private readonly JsonElement _json;

    private GraphQlValue(ValueNode? node, VariableValues variables, JsonElement json) => (_node, _variables, _json) = (node, variables, json);

    /// <summary>The text of a string or number; null for anything else.</summary>
    public string? Text => _node switch
    {
        ValueNode.Text text => text.Value,
        ValueNode.Number number => number.Raw,
        null when _json.ValueKind == JsonValueKind.Number => _json.GetRawText(),
        null => VariableValues.Text(_json),
        _ => null,
    };

    /// <summary>A member of an object; null if there is none.</summary>
    public GraphQlValue? Member(string name)
    {
        if (_node is ValueNode.Members written)
        {
            return written.Items.Find(item => item.Name == name) is { } member ? Of(member.Value, _variables) : null;
        }

        return _node is null && _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value)
            ? new GraphQlValue(null, _variables, value)
            : null;
    }

    internal static GraphQlValue? Of(ValueNode node, VariableValues variables)
    {
        if (node is not ValueNode.Variable variable)
        {
            return new GraphQlValue(node, variables, default);
        }

        if (variables.TryGet(variable.Name, out var json))
        {
            return new GraphQlValue(null, variables, json);
        }

        return variables.Default(variable.Name) is { } fallback ? new GraphQlValue(fallback, variables, default) : null;
    }
}
