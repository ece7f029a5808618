namespace Sandbox.Stx;

/// <summary>
/// One call that reached the exchange. Its operation is one of <see cref="StxOperations"/>, or <c>query:&lt;root field&gt;</c>; its access
/// token is the bearer.
/// </summary>
public sealed class StxCall : SandboxCall
{
    /// <summary>Whose bearer it is; null when the exchange never issued it.</summary>
    public required StxUser? Owner { get; init; }

    /// <summary>The email, or else the username, of a login.</summary>
    public string? Email { get; init; }

    /// <summary>The device id of a login.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The refresh token of a <c>newToken</c>, as it was sent.</summary>
    public string? RefreshToken { get; init; }

    public RefreshTokenState RefreshTokenState { get; internal set; }
}
