namespace Sandbox.GraphQl;

internal sealed record VariableDefinition(string Name, TypeReference Type, Literal? Default);
