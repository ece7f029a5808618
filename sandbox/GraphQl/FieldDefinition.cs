namespace Sandbox.GraphQl;

internal sealed record FieldDefinition(string Name, IReadOnlyDictionary<string, TypeReference> Arguments, TypeReference Type);
