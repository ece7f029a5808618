using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>Picks the operation of a document that runs (GraphQL specification, section 6.1).</summary>
internal static class OperationSelection
{
    public static (GraphQlOperation? Operation, string? Problem) Find(string text, string? name, JsonElement variables)
    {
        var (document, problem) = DocumentParser.Parse(text);
        if (document is null)
        {
            return (null, problem);
        }

        // A single one is taken whatever the name says: some servers do, and the others run nothing.
        var node = document.Operations is [var only] ? only
            : string.IsNullOrEmpty(name) ? null
            : document.Operations.Find(operation => operation.Name == name);
        if (node is null)
        {
            return (null, "its document holds several operations, and operationName names none of them");
        }

        return SelectionCollector.Mention(document, node.Selections) is { } mentioned
            ? (new GraphQlOperation(node, document, variables, [.. mentioned]), null)
            : (null, "its document names a fragment that it does not hold, or nests them too deeply");
    }
}
