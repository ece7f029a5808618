namespace Sandbox.StackAuth;

/// <summary>A code of 45 characters. Guarded by the lock of <see cref="CodeDesk"/>.</summary>
internal sealed class VerificationCode(StackAuthProject project, CodeKind kind, string email, StackAuthUser? user, DateTimeOffset expiresAt)
{
    /// <summary>How much of a mailed code its reader types; the rest is the nonce.</summary>
    public const int TypedLength = 6;

    public string Text { get; } = RandomText.New();

    public string Nonce => Text[TypedLength..];

    public StackAuthProject Project => project;

    public CodeKind Kind => kind;

    public string Email => email;

    /// <summary>Whose sign-in waits; null for a mailed code.</summary>
    public StackAuthUser? User => user;

    public DateTimeOffset ExpiresAt => expiresAt;

    public bool IsUsed { get; set; }

    public int Shown { get; set; }

    /// <summary>The answer of a sign-in for a new user, kept with the attempt.</summary>
    public bool IsNewUser { get; init; }
}
