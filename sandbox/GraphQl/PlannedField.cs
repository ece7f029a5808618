namespace Sandbox.GraphQl;

/// <summary>A field whose arguments are values and whose fragments are unfolded: ready to be answered.</summary>
internal sealed record PlannedField(
    string ResponseKey,
    string Name,
    TypeReference Type,
    IReadOnlyDictionary<string, object?> Arguments,
    IReadOnlyList<PlannedField> Children)
{
    public string? Text(string argument) => Arguments.GetValueOrDefault(argument) as string;

    public IReadOnlyDictionary<string, object?>? Object(string argument) =>
        Arguments.GetValueOrDefault(argument) as IReadOnlyDictionary<string, object?>;
}
