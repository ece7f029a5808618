using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Gateway.Core.Primitives;

/// <summary>
/// A value that must never reach a log, an answer, a metric or an exception text. Printing, formatting and debugging show a mask;
/// the text itself is only handed out by <see cref="Reveal"/>, so every disclosure can be found by searching for that name.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretMaskConverter))]
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>What is shown in place of any secret.</summary>
    public const string Mask = "***";

    private readonly string _value;

    /// <summary>Wraps a value; throws <see cref="ArgumentException"/> for an empty one, because an empty secret is a missing secret.</summary>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>Wraps a value, or returns null for a null or empty one.</summary>
    public static Secret? OrNull(string? value) => string.IsNullOrEmpty(value) ? null : new Secret(value);

    /// <summary>The text itself. Every call is a disclosure and must have a reason.</summary>
    public string Reveal() => _value;

    /// <summary>Compares in constant time, so that guessing learns nothing from the duration.</summary>
    public bool Equals(Secret? other) => other is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_value), Encoding.UTF8.GetBytes(other._value));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);

    /// <inheritdoc />
    public override string ToString() => Mask;
}
