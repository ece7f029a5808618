namespace Gateway.Core.GraphQl;

/// <summary><c>... on Type { }</c>. Which types there are is the upstream's to know, so every condition counts as met.</summary>
internal sealed record InlineNode(List<DirectiveNode> Directives, List<SelectionNode> Selections) : SelectionNode(Directives);
