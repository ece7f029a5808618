namespace Gateway.Core.GraphQl;

/// <summary>The names of GraphQL over HTTP.</summary>
internal static class GraphQlWire
{
    public const string Query = "query";
    public const string Variables = "variables";
    public const string OperationName = "operationName";

    /// <summary>
    /// True for names under which servers take documents from elsewhere: <c>_json</c> holds a batch on Phoenix, the others name a
    /// document that the server knows or that other parts of the request hold.
    /// </summary>
    public static bool IsOtherDocument(string name) => name is "_json" or "documentId" or "doc_id" or "queryId" or "operations" or "map";

    /// <summary>True for a known name in other letters: servers that do not mind the case take it too.</summary>
    public static bool IsMiswritten(string name) =>
        name is not (Query or Variables or OperationName)
        && (name.Equals(Query, StringComparison.OrdinalIgnoreCase)
            || name.Equals(Variables, StringComparison.OrdinalIgnoreCase)
            || name.Equals(OperationName, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a parameter of a query string that a server may take for one of GraphQL's; <c>name[...]</c> is its nested form.</summary>
    public static bool IsParameter(string name) =>
        Head(name) is Query or Variables or OperationName or "extensions" || IsOtherDocument(Head(name)) || IsMiswritten(Head(name));

    private static string Head(string name) => name.IndexOf('[', StringComparison.Ordinal) is var bracket and >= 0 ? name[..bracket] : name;
}
