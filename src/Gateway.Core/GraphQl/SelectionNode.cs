namespace Gateway.Core.GraphQl;

/// <summary>One entry of a selection set. A closed set: field, spread of a named fragment, inline fragment.</summary>
internal abstract record SelectionNode(List<DirectiveNode> Directives);
