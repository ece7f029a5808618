namespace Sandbox.GraphQl;

/// <summary>A value as written in a document, or as sent in <c>variables</c>.</summary>
internal abstract record Literal
{
    internal sealed record Variable(string Name) : Literal
    {
        public override string ToString() => "$" + Name;
    }

    /// <summary>A string, long, double, bool or null.</summary>
    internal sealed record Scalar(object? Value) : Literal
    {
        public override string ToString() => Value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ => FormattableString.Invariant($"{Value}"),
        };
    }

    internal sealed record EnumValue(string Name) : Literal
    {
        public override string ToString() => Name;
    }

    internal sealed record Items(IReadOnlyList<Literal> Values) : Literal
    {
        public override string ToString() => $"[{string.Join(", ", Values)}]";
    }

    internal sealed record Fields(IReadOnlyDictionary<string, Literal> Values) : Literal
    {
        public override string ToString() => $"{{{string.Join(", ", Values.Select(field => $"{field.Key}: {field.Value}"))}}}";
    }
}
