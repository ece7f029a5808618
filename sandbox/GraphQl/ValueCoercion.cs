namespace Sandbox.GraphQl;

/// <summary>Turns written values into values of their declared types; the variables of the operation are coerced first.</summary>
internal sealed class ValueCoercion
{
    private readonly Schema _schema;
    private readonly Operation _operation;
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public ValueCoercion(Schema schema, Operation operation, IReadOnlyDictionary<string, Literal> sent)
    {
        _schema = schema;
        _operation = operation;
        foreach (var variable in operation.Variables)
        {
            CoerceVariable(variable, sent);
        }
    }

    public IReadOnlyDictionary<string, object?> Arguments(
        string parent, FieldDefinition field, IReadOnlyDictionary<string, Literal> written)
    {
        foreach (var name in written.Keys.Where(name => !field.Arguments.ContainsKey(name)))
        {
            throw new GraphQlException($"Unknown argument \"{name}\" on field \"{parent}.{field.Name}\".");
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, type) in field.Arguments)
        {
            if (written.TryGetValue(name, out var literal) && IsGiven(literal))
            {
                values[name] = Coerce(type, literal);
            }
            else if (type.Required)
            {
                throw new GraphQlException(
                    $"Field \"{field.Name}\" argument \"{name}\" of type \"{type}\" is required, but it was not provided.");
            }
        }

        return values;
    }

    public bool Condition(Directive directive)
    {
        var type = new TypeReference("Boolean", null, Required: true);
        return directive.Arguments.TryGetValue("if", out var condition)
            ? (bool)Coerce(type, condition)!
            : throw new GraphQlException(
                $"Directive \"@{directive.Name}\" argument \"if\" of type \"Boolean!\" is required, but it was not provided.");
    }

    public void CheckAllVariablesUsed()
    {
        foreach (var variable in _operation.Variables.Where(variable => !_used.Contains(variable.Name)))
        {
            throw new GraphQlException($"Variable \"${variable.Name}\" is never used{InOperation}.");
        }
    }

    private string InOperation => _operation.Name is null ? "" : $" in operation \"{_operation.Name}\"";

    private void CoerceVariable(VariableDefinition variable, IReadOnlyDictionary<string, Literal> sent)
    {
        if (!_schema.IsInput(variable.Type.NamedType))
        {
            throw new GraphQlException(_schema.IsObject(variable.Type)
                ? $"Variable \"${variable.Name}\" cannot be non-input type \"{variable.Type}\"."
                : $"Unknown type \"{variable.Type.NamedType}\".");
        }

        var literal = sent.TryGetValue(variable.Name, out var given) ? given : variable.Default;
        if (literal is not null)
        {
            try
            {
                _values[variable.Name] = Coerce(variable.Type, literal);
            }
            catch (GraphQlException problem)
            {
                throw new GraphQlException($"Variable \"${variable.Name}\" got an invalid value; {problem.Message}");
            }
        }
        else if (variable.Type.Required)
        {
            throw new GraphQlException($"Variable \"${variable.Name}\" of required type \"{variable.Type}\" was not provided.");
        }
    }

    // A variable that was declared but not sent counts as an argument that was not written.
    private bool IsGiven(Literal literal)
    {
        if (literal is not Literal.Variable variable)
        {
            return true;
        }

        _ = _used.Add(variable.Name);
        return _values.ContainsKey(variable.Name) || _operation.Variables.All(known => known.Name != variable.Name);
    }

    private object? Coerce(TypeReference type, Literal literal)
    {
        if (literal is Literal.Variable variable)
        {
            return VariableValue(type, variable.Name);
        }

        if (literal is Literal.Scalar { Value: null })
        {
            return type.Required ? throw Wrong(type, literal) : null;
        }

        if (type.Element is { } element)
        {
            return literal is Literal.Items items
                ? items.Values.Select(item => Coerce(element, item)).ToList()
                : new List<object?> { Coerce(element, literal) };
        }

        return _schema.Inputs.TryGetValue(type.Name!, out var fields)
            ? CoerceInput(type, fields, literal)
            : CoerceScalar(type, literal);
    }

    private object? VariableValue(TypeReference expected, string name)
    {
        _ = _used.Add(name);
        var definition = _operation.Variables.FirstOrDefault(variable => variable.Name == name)
            ?? throw new GraphQlException(_operation.Name is null
                ? $"Variable \"${name}\" is not defined."
                : $"Variable \"${name}\" is not defined by operation \"{_operation.Name}\".");
        if (!definition.Type.FitsInto(expected, definition.Default is not null))
        {
            throw new GraphQlException(
                $"Variable \"${name}\" of type \"{definition.Type}\" used in position expecting type \"{expected}\".");
        }

        return _values.GetValueOrDefault(name);
    }

    private Dictionary<string, object?> CoerceInput(TypeReference type, IReadOnlyDictionary<string, TypeReference> fields, Literal literal)
    {
        if (literal is not Literal.Fields written)
        {
            throw Wrong(type, literal);
        }

        foreach (var name in written.Values.Keys.Where(name => !fields.ContainsKey(name)))
        {
            throw new GraphQlException($"Field \"{name}\" is not defined by type \"{type.Name}\".");
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, fieldType) in fields)
        {
            if (written.Values.TryGetValue(name, out var value) && IsGiven(value))
            {
                values[name] = Coerce(fieldType, value);
            }
            else if (fieldType.Required)
            {
                throw new GraphQlException($"Field \"{type.Name}.{name}\" of required type \"{fieldType}\" was not provided.");
            }
        }

        return values;
    }

    private static object CoerceScalar(TypeReference type, Literal literal)
    {
        object? value = literal switch
        {
            Literal.Scalar scalar => scalar.Value,
            Literal.EnumValue name => name,
            _ => null,
        };
        return (type.Name, value) switch
        {
            ("String", string) or ("Boolean", bool) or ("Float", double) => value,
            ("Int", long whole) when whole is >= int.MinValue and <= int.MaxValue => value,
            ("Float", long whole) => (double)whole,
            ("String" or "Boolean" or "Float" or "Int", _) => throw Wrong(type, literal),
            (_, string or long) => value,
            (_, Literal.EnumValue name) => name.Name,
            _ => throw Wrong(type, literal),
        };
    }

    private static GraphQlException Wrong(TypeReference type, Literal literal) =>
        new($"Expected value of type \"{type}\", found {literal}.");
}
