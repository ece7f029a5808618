namespace Sandbox.Shared;

/// <summary>What the exchange thought of the bearer of a call, when the call arrived.</summary>
public enum TokenState
{
    /// <summary>No bearer was sent.</summary>
    None,
    Good,
    Expired,

    /// <summary>Issued here, and killed by a logout, a revocation or a detected reuse.</summary>
    Revoked,

    /// <summary>Never issued here.</summary>
    Unknown,
}
