namespace Sandbox.Stx;

/// <summary>An account of the exchange.</summary>
public sealed class StxUser
{
    private volatile string _password;
    private volatile bool _requiresTwoFactor;
    private volatile bool _hasAcceptedTerms;

    internal StxUser(string email, string password, string username)
    {
        Email = email;
        Username = username;
        _password = password;
        UserId = Guid.NewGuid().ToString();
        UserUid = "uid-" + Guid.NewGuid().ToString("N")[..12];
    }

    public string Email { get; }

    public string Username { get; }

    public string UserId { get; }

    public string UserUid { get; }

    /// <summary>A login answers success with <c>promptTwoFactorAuth</c> and no tokens.</summary>
    public bool RequiresTwoFactor { get => _requiresTwoFactor; set => _requiresTwoFactor = value; }

    /// <summary>The key of the user's authenticator (RFC 6238); its codes are then wanted, and none is mailed. Null for mailed codes.</summary>
    public byte[]? AuthenticatorKey { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>Looked at only while <see cref="StxKnobs.PromptTnc"/> is on.</summary>
    public bool HasAcceptedTerms { get => _hasAcceptedTerms; set => _hasAcceptedTerms = value; }

    internal List<IReadOnlyDictionary<string, object?>> Orders { get; } = [];

    internal DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>Changes the password; sessions live on.</summary>
    public void ChangePassword(string password) => _password = password;

    internal bool HasPassword(string? password) => password == _password;

    internal bool IsNamed(string? email, string? username) =>
        string.Equals(email ?? username, email is null ? Username : Email, StringComparison.OrdinalIgnoreCase);
}
