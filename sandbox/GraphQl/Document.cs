namespace Sandbox.GraphQl;

internal sealed record Document(IReadOnlyList<Operation> Operations, IReadOnlyDictionary<string, Fragment> Fragments)
{
    public Operation Choose(string? operationName)
    {
        if (operationName is not null)
        {
            return Operations.FirstOrDefault(operation => operation.Name == operationName)
                ?? throw new GraphQlException($"Unknown operation named \"{operationName}\".");
        }

        return Operations.Count switch
        {
            0 => throw new GraphQlException("Must provide an operation."),
            1 => Operations[0],
            _ => throw new GraphQlException("Must provide operation name if query contains multiple operations."),
        };
    }
}
