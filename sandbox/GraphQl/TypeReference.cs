namespace Sandbox.GraphQl;

/// <summary>A type as written: <c>String!</c>, <c>[Order!]</c>. Either a name or a list of something.</summary>
internal sealed record TypeReference(string? Name, TypeReference? Element, bool Required)
{
    /// <summary>The name at the bottom of all lists.</summary>
    public string NamedType => Name ?? Element!.NamedType;

    /// <summary>True when a variable of this type may stand where <paramref name="expected"/> is expected.</summary>
    public bool FitsInto(TypeReference expected, bool hasDefault)
    {
        if (expected.Required && !Required && !hasDefault)
        {
            return false;
        }

        if (expected.Element is not null)
        {
            return Element?.FitsInto(expected.Element, hasDefault: false) ?? false;
        }

        // Public examples declare order and market ids as ID as well as rID.
        return Name is not null && (Name == expected.Name || (IsId(Name) && IsId(expected.Name)));
    }

    public override string ToString() => (Name ?? $"[{Element}]") + (Required ? "!" : "");

    private static bool IsId(string? name) => name is "ID" or "rID";
}
