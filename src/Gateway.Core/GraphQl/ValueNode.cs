namespace Gateway.Core.GraphQl;

/// <summary>A value as written. A closed set.</summary>
internal abstract record ValueNode
{
    /// <summary><c>$name</c>.</summary>
    public sealed record Variable(string Name) : ValueNode;

    /// <summary>A string or a block string, its escapes resolved.</summary>
    public sealed record Text(string Value) : ValueNode;

    /// <summary>An integer or a float.</summary>
    public sealed record Number(string Raw) : ValueNode;

    /// <summary><c>true</c>, <c>false</c>, <c>null</c> or a value of an enumeration.</summary>
    public sealed record Word(string Value) : ValueNode;

    /// <summary>A list; nothing here asks for its items.</summary>
    public sealed record List : ValueNode;

    /// <summary>An object.</summary>
    public sealed record Members(List<ArgumentNode> Items) : ValueNode;
}
