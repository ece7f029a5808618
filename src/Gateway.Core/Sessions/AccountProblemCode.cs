namespace Gateway.Core.Sessions;

/// <summary>The stable codes of <see cref="AccountProblem"/>.</summary>
public static class AccountProblemCode
{
    /// <summary>No e-mail or password was found; looked for again every few seconds.</summary>
    public const string MissingCredentials = "missing_credentials";

    /// <summary>The upstream refused the credentials or the project's set-up.</summary>
    public const string InvalidCredentials = "invalid_credentials";

    /// <summary>A code is wanted.</summary>
    public const string TwoFactorRequired = "two_factor_required";

    /// <summary>Too many login attempts in the window.</summary>
    public const string LoginBudgetExhausted = "login_budget_exhausted";

    /// <summary>The upstream's login could not be reached or failed.</summary>
    public const string LoginUnavailable = "login_unavailable";

    /// <summary>No login may be tried, because the ledger of attempts cannot be written.</summary>
    public const string StoreUnavailable = "store_unavailable";

    /// <summary>A code was given, or asked for again, that nobody waits for.</summary>
    public const string NoCodeExpected = "no_code_expected";

    /// <summary>An operator logged the account out.</summary>
    public const string LoggedOut = "logged_out";
}
