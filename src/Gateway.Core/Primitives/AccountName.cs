using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Primitives;

/// <summary>The name of a service account, always lower-case; the key under which everything about it is stored.</summary>
public readonly record struct AccountName
{
    private readonly string? _value;

    private AccountName(string value) => _value = value;

    /// <summary>The name as text; empty only for the default value, which no parse returns.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Accepts any casing; false for text that is no name (see <see cref="EntityName"/>).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountName name)
    {
        if (EntityName.TryNormalize(text, out var value))
        {
            name = new AccountName(value);
            return true;
        }

        name = default;
        return false;
    }

    /// <summary>As <see cref="TryParse"/>; throws <see cref="FormatException"/> for text that is no name.</summary>
    public static AccountName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not an account name.");

    /// <inheritdoc />
    public override string ToString() => Value;
}
