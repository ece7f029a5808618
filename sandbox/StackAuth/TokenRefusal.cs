namespace Sandbox.StackAuth;

/// <summary>The code with which a live access token is refused after a revocation or by a misbehaviour.</summary>
public enum TokenRefusal
{
    /// <summary><c>ACCESS_TOKEN_EXPIRED</c></summary>
    Expired,

    /// <summary><c>UNPARSABLE_ACCESS_TOKEN</c></summary>
    Unparsable,

    /// <summary><c>INVALID_PROJECT_FOR_ACCESS_TOKEN</c></summary>
    OtherProject,
}
