namespace Sandbox.GraphQl;

internal sealed record Fragment(string Name, string TypeCondition, IReadOnlyList<Selection> Selections);
