namespace Gateway.Core.GraphQl;

/// <summary><c>...Name</c>.</summary>
internal sealed record SpreadNode(string Name, List<DirectiveNode> Directives) : SelectionNode(Directives);
