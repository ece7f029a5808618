namespace Gateway.Core.Upstreams;

/// <summary>What a client's own login operation asks for.</summary>
public enum LoginCallKind
{
    /// <summary>A session for a password.</summary>
    Login,

    /// <summary>A session for a code.</summary>
    Confirm,

    /// <summary>A new access token for a refresh token.</summary>
    Renew,

    /// <summary>The code once more.</summary>
    Resend,

    /// <summary>The end of its session.</summary>
    Logout,
}
