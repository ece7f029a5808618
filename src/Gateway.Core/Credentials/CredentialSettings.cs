using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.Credentials;

/// <summary>Where one account's credentials are to be looked for, highest first: these values, then the profile.</summary>
public sealed record CredentialSettings
{
    /// <summary>How the account logs in, which decides what must be found. Default by password.</summary>
    public LoginMethod Method { get; init; } = PasswordLogin.Instance;

    /// <summary>The e-mail address from settings or environment; null to look in the profile.</summary>
    public string? Email { get; init; }

    /// <summary>The user name, for accounts that log in without an e-mail address.</summary>
    public string? Username { get; init; }

    /// <summary>The password from settings or environment; null to look in the profile.</summary>
    public SecretReference? Password { get; init; }

    /// <summary>The section of an STX profile file to fall back to; null for none.</summary>
    public ProfileReference? Profile { get; init; }

    /// <summary>The places that were empty, by the names a person would set; told when something is missing.</summary>
    public TextList Places { get; init; } = [];
}
