namespace Sandbox.GraphQl;

internal sealed record Operation(
    string Kind, string? Name, IReadOnlyList<VariableDefinition> Variables, IReadOnlyList<Selection> Selections);
