namespace Sandbox.GraphQl;

internal sealed record Schema(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, FieldDefinition>> Objects,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, TypeReference>> Inputs,
    IReadOnlySet<string> Scalars)
{
    private static readonly IReadOnlyDictionary<string, TypeReference> NoArguments = new Dictionary<string, TypeReference>(StringComparer.Ordinal);
    private static readonly FieldDefinition TypeName = new("__typename", NoArguments, new TypeReference("String", null, Required: true));

    public FieldDefinition Field(string type, string field)
    {
        if (field == TypeName.Name)
        {
            return TypeName;
        }

        return Objects[type].TryGetValue(field, out var definition)
            ? definition
            : throw new GraphQlException($"Cannot query field \"{field}\" on type \"{type}\".");
    }

    public bool IsObject(TypeReference type) => Objects.ContainsKey(type.NamedType);

    public bool IsInput(string type) => Inputs.ContainsKey(type) || Scalars.Contains(type);
}
