using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.TwoFactor;

/// <summary>Where an account's second factor comes from. A closed set.</summary>
public abstract record TwoFactorSettings
{
    /// <summary>A person gives the code. The default.</summary>
    public sealed record Manual : TwoFactorSettings;

    /// <summary>The gateway makes the code itself (RFC 6238).</summary>
    /// <param name="Secret">Where the shared secret is written, in base32.</param>
    public sealed record Totp(SecretReference Secret) : TwoFactorSettings;

    /// <summary>A program prints the code.</summary>
    /// <param name="Line">The program, then its arguments; no shell takes part.</param>
    public sealed record Command(TextList Line) : TwoFactorSettings;

    /// <summary>True if codes come without a person.</summary>
    public bool IsAutomatic => this is not Manual;
}
