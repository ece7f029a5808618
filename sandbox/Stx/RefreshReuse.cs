namespace Sandbox.Stx;

/// <summary>What happens when a spent refresh token is shown again.</summary>
public enum RefreshReuse
{
    /// <summary>The call is refused; the session lives on.</summary>
    Reject,

    /// <summary>The call is refused and every token of the session dies: somebody may have stolen one.</summary>
    RevokeSession,

    /// <summary>The call succeeds, as if the token were unspent.</summary>
    Accept,
}
