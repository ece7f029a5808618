namespace Sandbox.GraphQl;

/// <summary>Reads the part of the schema language that the sandbox writes: types, inputs and scalars, without descriptions.</summary>
internal sealed class SchemaParser : TokenReader
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, FieldDefinition>> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, TypeReference>> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _scalars = new(StringComparer.Ordinal) { "String", "Int", "Float", "Boolean", "ID" };

    private SchemaParser(string source)
        : base(source)
    {
    }

    public static Schema Parse(string source) => new SchemaParser(source).Read();

    private Schema Read()
    {
        while (!AtEnd)
        {
            switch (ExpectName())
            {
                case "scalar":
                    _ = _scalars.Add(ExpectName());
                    break;
                case "input":
                    _inputs.Add(ExpectName(), ReadTyped("{", "}"));
                    break;
                case "type":
                    _objects.Add(ExpectName(), ReadFields());
                    break;
                default:
                    throw Unexpected("expected scalar, input or type");
            }
        }

        return new Schema(_objects, _inputs, _scalars);
    }

    private Dictionary<string, FieldDefinition> ReadFields()
    {
        var fields = new Dictionary<string, FieldDefinition>(StringComparer.Ordinal);
        Expect("{");
        while (!TryTake("}"))
        {
            var name = ExpectName();
            var arguments = Sees("(") ? ReadTyped("(", ")") : [];
            Expect(":");
            fields.Add(name, new FieldDefinition(name, arguments, ReadType()));
        }

        return fields;
    }

    private Dictionary<string, TypeReference> ReadTyped(string open, string close)
    {
        var typed = new Dictionary<string, TypeReference>(StringComparer.Ordinal);
        Expect(open);
        while (!TryTake(close))
        {
            var name = ExpectName();
            Expect(":");
            typed.Add(name, ReadType());
        }

        return typed;
    }
}
