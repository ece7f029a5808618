namespace Sandbox.StackAuth;

/// <summary>What a sign-out answers when its session is gone already.</summary>
public enum SecondSignOut
{
    /// <summary>HTTP 500 in plain text, as the real server does.</summary>
    ServerError500,

    /// <summary>HTTP 401 <c>REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED</c>, as the real server means to.</summary>
    Unauthorized401,
}
