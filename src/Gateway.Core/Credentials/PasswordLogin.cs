namespace Gateway.Core.Credentials;

/// <summary>By e-mail address or user name and password. The default.</summary>
public sealed record PasswordLogin : LoginMethod
{
    /// <summary>The only one.</summary>
    public static PasswordLogin Instance { get; } = new();
}
