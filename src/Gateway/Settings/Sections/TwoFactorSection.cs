using Gateway.Core.Secrets;
using Gateway.Core.TwoFactor;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Accounts:{a}:TwoFactor</c>.</summary>
internal sealed class TwoFactorSection(SettingsScope scope)
{
    private const string Source = "Source";
    private const string TotpSecret = "TotpSecret";
    private const string Command = "Command";
    private const string CodeLifetime = "CodeLifetime";

    /// <summary>Null if nobody wrote it: the protocol knows.</summary>
    public TimeSpan? ReadCodeLifetime() => scope.Has(CodeLifetime) ? scope.Span(CodeLifetime, TimeSpan.FromMinutes(10)) : null;

    public TwoFactorSettings Read()
    {
        var secret = scope.Secret(TotpSecret);
        var command = scope.CommandLine(Command);
        CheckTotp(secret);
        switch (scope.Choice(Source, TwoFactorSource.Manual, out var isKnown))
        {
            case TwoFactorSource.Totp when secret is null:
                scope.Problem(TotpSecret, $"is missing. Write the base32 secret of the authenticator, better in a file named by {TotpSecret}File.");
                return new TwoFactorSettings.Manual();
            case TwoFactorSource.Totp:
                return new TwoFactorSettings.Totp(secret);
            case TwoFactorSource.Command when command.Count == 0:
                scope.Problem(Command, "is missing. Write the program that prints the code, and its arguments.");
                return new TwoFactorSettings.Manual();
            case TwoFactorSource.Command:
                return new TwoFactorSettings.Command([.. command]);
            default:
                if (isKnown && (secret is not null || command.Count > 0))
                {
                    scope.Problem(Source, $"is Manual, so {(secret is not null ? TotpSecret : Command)} would not be used. Set it to {(secret is not null ? "Totp" : "Command")}, or take the other away.");
                }

                return new TwoFactorSettings.Manual();
        }
    }

    private void CheckTotp(SecretReference? secret)
    {
        if (secret is SecretReference.Inline inline && TwoFactorCodeSources.CheckTotpSecret(inline.Value.Reveal()) is { } reason)
        {
            scope.Problem(TotpSecret, $"the value {reason}.");
        }
    }
}
