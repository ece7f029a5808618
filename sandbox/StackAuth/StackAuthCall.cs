namespace Sandbox.StackAuth;

/// <summary>
/// One call that reached the server or the application's backend. Its operation is one of <see cref="StackAuthOperations"/>; its access token
/// is <c>x-stack-access-token</c>, and the bearer at the backend. Header names are as they were sent.
/// </summary>
public sealed class StackAuthCall : SandboxCall
{
    private volatile string? _knownError;

    /// <summary>Whose access token it is; null when the server never issued it.</summary>
    public required StackAuthUser? User { get; init; }

    /// <summary>The session that the access token names.</summary>
    public string? SessionId { get; init; }

    /// <summary>The access type that the headers claim.</summary>
    public string? AccessType { get; init; }

    /// <summary>The e-mail address in the body.</summary>
    public string? Email { get; init; }

    /// <summary>The refresh token, from the header or the body.</summary>
    public string? RefreshToken { get; init; }

    public RefreshTokenState RefreshTokenState { get; init; }

    /// <summary>The TOTP in the body.</summary>
    public string? Totp { get; init; }

    /// <summary>The time step of RFC 6238 in which the call arrived, by the server's clock.</summary>
    public required long TotpStep { get; init; }

    /// <summary>The code of the known error that was answered, or null.</summary>
    public string? KnownError { get => _knownError; internal set => _knownError = value; }
}
