using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Primitives;

namespace Gateway.Core.Secrets;

/// <summary>A secret as it was found, or why it was not.</summary>
/// <param name="Value">The secret; null if there is a problem.</param>
/// <param name="Problem">One sentence that names the setting and the file; null if the secret was read.</param>
/// <param name="Mode">The file's mode; none for a secret that stands in the settings.</param>
/// <param name="Path">The file that was read; null for a secret that stands in the settings.</param>
public sealed record SecretReading(Secret? Value, string? Problem, UnixFileMode Mode, string? Path)
{
    /// <summary>True if the secret was read.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsRead => Value is not null;
}
