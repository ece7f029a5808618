namespace Gateway.Core.Sessions;

/// <summary>What can happen to an account.</summary>
public enum AccountTrigger
{
    /// <summary>A login or refresh was begun while there was no usable token.</summary>
    WorkBegan,

    /// <summary>A login, a refresh, a code or the store brought a usable session.</summary>
    SessionObtained,

    /// <summary>The upstream wants a code.</summary>
    CodeRequired,

    /// <summary>E-mail or password are missing.</summary>
    CredentialsMissing,

    /// <summary>The upstream clearly refused the credentials, or the project's set-up.</summary>
    CredentialsRejected,

    /// <summary>The login budget is spent.</summary>
    BudgetSpent,

    /// <summary>A try failed and there is no usable token.</summary>
    TryFailed,

    /// <summary>A try failed while the token is still good.</summary>
    TryFailedWithToken,

    /// <summary>The token ended before there was a new one.</summary>
    TokenExpired,

    /// <summary>An operator logged the account out.</summary>
    OperatorLogout,

    /// <summary>There is no session, and none is wanted before the first request.</summary>
    NothingWanted,
}
