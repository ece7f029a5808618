using Gateway.Core.Credentials;

namespace Gateway.Core.Upstreams;

/// <summary>What a protocol read of an account's settings.</summary>
/// <param name="Method">How the account logs in; of no use if there are problems.</param>
/// <param name="Problems">What is wrong.</param>
public sealed record AccountSetup(LoginMethod Method, IReadOnlyList<SettingProblem> Problems)
{
    /// <summary>The name of the method that every protocol has.</summary>
    public const string Password = "Password";

    /// <summary>True if an account of this protocol has an e-mail address only: no user name, and no profile to take either from.</summary>
    public bool ByEmailOnly { get; init; }

    /// <summary>For a protocol that knows no other method.</summary>
    public static AccountSetup PasswordOnly(AccountSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings[AccountSettings.Method] is not { } method || method.Equals(Password, StringComparison.OrdinalIgnoreCase)
            ? new AccountSetup(PasswordLogin.Instance, [])
            : new AccountSetup(PasswordLogin.Instance, [new(AccountSettings.Method, $"the protocol {settings.Protocol} logs in by Password only. Take this out.")]);
    }
}
