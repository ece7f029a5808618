namespace Gateway.Core.GraphQl;

/// <summary>The definition of a variable; its type decides nothing here.</summary>
internal sealed record VariableNode(string Name, ValueNode? Default);
