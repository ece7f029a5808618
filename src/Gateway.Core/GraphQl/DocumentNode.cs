namespace Gateway.Core.GraphQl;

/// <summary>A document as written; names of operations and of fragments are unique.</summary>
internal sealed record DocumentNode(List<OperationNode> Operations, Dictionary<string, List<SelectionNode>> Fragments);
