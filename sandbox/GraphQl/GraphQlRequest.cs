namespace Sandbox.GraphQl;

internal sealed record GraphQlRequest(string Query, IReadOnlyDictionary<string, Literal> Variables, string? OperationName);
