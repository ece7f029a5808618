namespace Sandbox.GraphQl;

internal sealed record PlannedOperation(string RootType, IReadOnlyList<PlannedField> Fields);
