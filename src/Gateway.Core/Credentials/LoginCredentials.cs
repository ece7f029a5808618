using Gateway.Core.Primitives;

namespace Gateway.Core.Credentials;

/// <summary>What a login is made with; read when needed and not kept.</summary>
/// <param name="Email">The e-mail address; null if the account logs in by user name.</param>
/// <param name="Username">The user name, or the name that the method logs in under; null if the account logs in by e-mail.</param>
/// <param name="Password">The password; null for a method that needs none.</param>
public sealed record LoginCredentials(string? Email, string? Username, Secret? Password)
{
    /// <summary>How to log in. Default by password.</summary>
    public LoginMethod Method { get; init; } = PasswordLogin.Instance;

    /// <summary>The name under which the account logs in, as written.</summary>
    public string Login => Email ?? Username ?? string.Empty;
}
