namespace Gateway.Core.TwoFactor;

/// <summary>Makes the source that an account's settings name.</summary>
public static class TwoFactorCodeSources
{
    /// <summary>The source, or null if a person gives the codes.</summary>
    public static ITwoFactorCodeSource? Create(TwoFactorSettings settings, TimeProvider clock) => settings switch
    {
        TwoFactorSettings.Totp totp => new TotpCodeSource(totp.Secret, clock),
        TwoFactorSettings.Command command => new CommandCodeSource(command.Line, clock),
        _ => null,
    };

    /// <summary>Whether text is a usable TOTP secret, for checking settings; null if it is, else what is wrong.</summary>
    public static string? CheckTotpSecret(string text) => Base32.Decode(text) switch
    {
        null => "is not base32 (letters A to Z and digits 2 to 7)",
        { Length: < 10 } => "is shorter than 80 bits; copy the whole secret",
        _ => null,
    };
}
