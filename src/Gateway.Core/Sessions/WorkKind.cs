namespace Gateway.Core.Sessions;

/// <summary>The kinds of work on an account; equal <see cref="WorkIntent"/>s share one run.</summary>
internal enum WorkKind
{
    /// <summary>The process has started: take over what the store has, and log in if the account wants that at start.</summary>
    Start,

    /// <summary>A usable token, newer than the one to replace, by refresh or login.</summary>
    Renew,

    /// <summary>A newer token in place of one that the upstream refuses although it has not expired.</summary>
    Replace,

    /// <summary>An operator's renewal; unlike <see cref="Renew"/> it does not wait for a pause to end.</summary>
    Refresh,

    /// <summary>An operator's login: ends a logout, leaves a usable session alone.</summary>
    Login,

    /// <summary>An operator's login even if there is a session.</summary>
    ForcedLogin,

    /// <summary>An operator's logout.</summary>
    Logout,

    /// <summary>An operator's or a caller's code for the login that waits for one.</summary>
    Confirm,

    /// <summary>A code from the account's own source for the login that waits for one.</summary>
    ObtainCode,

    /// <summary>An operator's wish to have the code sent once more.</summary>
    Resend,

    /// <summary>An operator's end to a rejection or a spent budget.</summary>
    Unlock,

    /// <summary>Another gateway changed something, or the store came back: a look at what it has now, without the lease.</summary>
    TakeOver,

    /// <summary>A look at whether missing or refused credentials have changed.</summary>
    Recheck,
}
