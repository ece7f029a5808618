namespace Gateway.Core.GraphQl;

/// <summary><c>@name(arguments)</c>.</summary>
internal sealed record DirectiveNode(string Name, List<ArgumentNode> Arguments);
