namespace Sandbox.Shared;

/// <summary>What the exchange thought of the refresh token of a <c>newToken</c>.</summary>
public enum RefreshTokenState
{
    /// <summary>The call carried no refresh token.</summary>
    None,
    Good,

    /// <summary>Already used for a renewal.</summary>
    Spent,
    Expired,

    /// <summary>Its session was ended by a logout, a revocation or a detected reuse.</summary>
    Revoked,

    /// <summary>Never issued here.</summary>
    Unknown,
}
