namespace Gateway.Core.GraphQl;

/// <summary>A name with a value: an argument, or a member of an object.</summary>
internal sealed record ArgumentNode(string Name, ValueNode Value);
