namespace Sandbox.StackAuth;

/// <summary>A user of a project.</summary>
public sealed class StackAuthUser : Guarded
{
    internal StackAuthUser(StackAuthProject project, string? email, DateTimeOffset signedUpAt)
    {
        Project = project;
        Email = email;
        SignedUpAt = signedUpAt;
        LastActiveAt = signedUpAt;
    }

    public string Id { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset SignedUpAt { get; }

    /// <summary>Lower case; null for a user without an address.</summary>
    public string? Email { get => Read(in field); set => Write(ref field, value); }

    public bool EmailVerified { get => Read(in field); set => Write(ref field, value); }

    public string? DisplayName { get => Read(in field); set => Write(ref field, value); }

    /// <summary>An anonymous user's tokens are refused unless <c>x-stack-allow-anonymous-user</c> is <c>true</c>.</summary>
    public bool IsAnonymous { get => Read(in field); set => Write(ref field, value); }

    /// <summary>A restricted user's tokens are refused unless <c>x-stack-allow-restricted-user</c> is <c>true</c>.</summary>
    public bool RestrictedByAdmin { get => Read(in field); set => Write(ref field, value); }

    /// <summary>The raw key of the user's authenticator (RFC 6238), or null. Setting it asks for codes from the next sign-in on.</summary>
    public byte[]? AuthenticatorKey
    {
        get => Read(in field);
        set
        {
            Write(ref field, value);
            RequiresTotp = value is not null;
        }
    }

    /// <summary>Codes are wanted. Off after a user was created with a key: the real server takes the key and asks for nothing.</summary>
    internal bool RequiresTotp { get => Read(in field); set => Write(ref field, value); }

    internal StackAuthProject Project { get; }

    internal string? Password { get => Read(in field); set => Write(ref field, value); }

    internal string? ProfileImageUrl { get => Read(in field); set => Write(ref field, value); }

    internal bool UsesEmailToSignIn { get => Read(in field); set => Write(ref field, value); } = true;

    internal bool OtpEnabled { get => Read(in field); set => Write(ref field, value); }

    internal string ClientMetadata { get => Read(in field); set => Write(ref field, value); } = "null";

    internal string ClientReadOnlyMetadata { get => Read(in field); set => Write(ref field, value); } = "null";

    internal string ServerMetadata { get => Read(in field); set => Write(ref field, value); } = "null";

    internal DateTimeOffset LastActiveAt { get => Read(in field); set => Write(ref field, value); }

    internal bool IsDeleted { get => Read(in field); set => Write(ref field, value); }

    /// <summary>Why the user is restricted, or null.</summary>
    internal string? RestrictedReason =>
        IsAnonymous ? "anonymous"
        : Project.RequireEmailVerification && !EmailVerified ? "email_not_verified"
        : RestrictedByAdmin ? "restricted_by_administrator"
        : null;

    internal TokenAudience Audience =>
        IsAnonymous ? TokenAudience.Anonymous : RestrictedReason is null ? TokenAudience.Regular : TokenAudience.Restricted;
}
