namespace Gateway.Core.GraphQl;

/// <summary>A field; <paramref name="ArgumentText"/> is its arguments as written.</summary>
internal sealed record FieldNode(
    string? Alias, string Name, List<ArgumentNode> Arguments, string ArgumentText, List<DirectiveNode> Directives, List<SelectionNode>? Selections)
    : SelectionNode(Directives);
