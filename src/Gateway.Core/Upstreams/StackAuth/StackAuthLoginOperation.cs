namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>The login operations that are answered.</summary>
internal enum StackAuthLoginOperation
{
    /// <summary>A session for a password.</summary>
    SignIn,

    /// <summary>A session for a TOTP and the attempt code of a sign-in.</summary>
    SecondFactor,

    /// <summary>A new access token for a refresh token in a header.</summary>
    Refresh,

    /// <summary>The same for one in an OAuth form.</summary>
    OAuthToken,

    /// <summary>The end of the session.</summary>
    SignOut,
}
