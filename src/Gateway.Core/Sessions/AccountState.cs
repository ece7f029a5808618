namespace Gateway.Core.Sessions;

/// <summary>What is true of one account. Written outside in snake case (<c>logging_in</c>).</summary>
public enum AccountState
{
    /// <summary>No session yet; the first request or the next try logs in.</summary>
    Idle,

    /// <summary>A login is under way and there is no usable token.</summary>
    LoggingIn,

    /// <summary>The upstream wants a code from a person.</summary>
    TwoFactorRequired,

    /// <summary>There is a session, and it is kept fresh.</summary>
    Active,

    /// <summary>The upstream clearly refused the credentials, or the project is set up wrongly.</summary>
    Rejected,

    /// <summary>Too many login attempts in the window.</summary>
    BudgetExhausted,

    /// <summary>No usable token, and the upstream or the store cannot be reached.</summary>
    Unreachable,

    /// <summary>No e-mail or no password was found.</summary>
    MissingCredentials,

    /// <summary>An operator logged the account out.</summary>
    LoggedOut,
}
