namespace Gateway.Core.GraphQl;

/// <summary>An operation as written.</summary>
internal sealed record OperationNode(GraphQlOperationKind Kind, string? Name, List<VariableNode> Variables, List<SelectionNode> Selections);
