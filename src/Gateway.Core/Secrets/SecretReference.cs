using Gateway.Core.Primitives;

namespace Gateway.Core.Secrets;

/// <summary>Where a secret is written: in the settings themselves, or in a file that is read again whenever the secret is used. A closed set.</summary>
/// <param name="Setting">The settings key that named it, for messages.</param>
public abstract record SecretReference(string Setting)
{
    /// <summary>The secret stands in the settings.</summary>
    /// <param name="Setting">See the base.</param>
    /// <param name="Value">The secret.</param>
    public sealed record Inline(string Setting, Secret Value) : SecretReference(Setting);

    /// <summary>The secret stands in a file, so that rotating a mounted secret needs no restart.</summary>
    /// <param name="Setting">See the base.</param>
    /// <param name="Path">The file; one trailing newline is ignored.</param>
    public sealed record InFile(string Setting, string Path) : SecretReference(Setting);
}
