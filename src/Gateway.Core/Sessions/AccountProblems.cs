using System.Globalization;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Sessions;

/// <summary>The sentences that callers and operators are given when an account cannot serve. One place, so that they stay consistent.</summary>
internal static class AccountProblems
{
    /// <summary>Why there is no token to be had now.</summary>
    public static AccountProblem Of(AccountName account, AccountSnapshot snapshot, DateTimeOffset now) =>
        snapshot.Problem ?? TokenExpired(account, snapshot.LastError, snapshot.RetryAt ?? now + TimeSpan.FromSeconds(1));

    public static AccountProblem MissingCredentials(AccountName account, string detail) => new(
        AccountProblemCode.MissingCredentials,
        $"Account {account} cannot log in: {detail} The gateway looks again every few seconds; no restart is needed for files.");

    public static AccountProblem Refused(AccountName account, CredentialRejection rejection) => new(
        AccountProblemCode.InvalidCredentials,
        $"Account {account} cannot log in: {rejection.Message} ({rejection.Code}) "
        + (rejection.IsSetup
            ? $"Nothing is tried again until the settings change. If it was set right at the upstream: gateway unlock {account}"
            : "These credentials are not sent again. Correct them, and check that they belong to the configured environment."));

    public static AccountProblem NeedsCode(
        AccountName account, TwoFactorChallenge challenge, TwoFactorSettings source, bool hasToken, AccountError? error, DateTimeOffset now)
    {
        var problem = NeedsCode(account, challenge, source, hasToken, now);
        return error is null ? problem : problem with { Detail = $"{error.Message} {problem.Detail}" };
    }

    private static AccountProblem NeedsCode(
        AccountName account, TwoFactorChallenge challenge, TwoFactorSettings source, bool hasToken, DateTimeOffset now)
    {
        if (source.IsAutomatic)
        {
            return new AccountProblem(
                AccountProblemCode.TwoFactorRequired,
                now < challenge.ExpiresAt
                    ? $"Account {account} waits for a code, which the gateway finds by itself ({source.GetType().Name})."
                    : $"Account {account}: code lapsed. The gateway logs in again by itself, within the login budget.",
                now + TimeSpan.FromSeconds(1));
        }

        var to = To(challenge);
        return now < challenge.ExpiresAt
            ? new AccountProblem(
                AccountProblemCode.TwoFactorRequired,
                $"Account {account} waits for the code{to} at {Time(challenge.RequestedAt)}; it can be given until {Time(challenge.ExpiresAt)}, "
                + $"with: gateway two-factor {account}")
            : new AccountProblem(
                AccountProblemCode.TwoFactorRequired,
                $"Account {account}: code lapsed. The code{to} can no longer be given; "
                + $"have a new one sent with: gateway login {account}{(hasToken ? " --force" : string.Empty)}");
    }

    public static AccountProblem BudgetSpentWithCode(
        AccountName account, int limit, TimeSpan window, DateTimeOffset until, TwoFactorChallenge challenge, AccountError? error, DateTimeOffset now)
    {
        var problem = BudgetSpent(account, limit, window, until);
        var code = now >= challenge.ExpiresAt
            ? $"code lapsed. The code{To(challenge)} can no longer be given, and no new one is asked for before that."
            : $"The code{To(challenge)} at {Time(challenge.RequestedAt)} "
                + (until < challenge.ExpiresAt
                    ? $"can be given from then until {Time(challenge.ExpiresAt)}."
                    : $"can be given until {Time(challenge.ExpiresAt)}, only after that unlock.");
        return problem with { Detail = error is null ? $"{problem.Detail} {code}" : $"{error.Message} {problem.Detail} {code}" };
    }

    public static string CodeDropped(AccountName account, TwoFactorChallenge challenge) =>
        $"The code{To(challenge)} at {Time(challenge.RequestedAt)} is no longer wanted: the session was refreshed meanwhile, which ended the login "
        + $"that waited for it. To log in anew all the same: gateway login {account} --force";

    public static AccountProblem BudgetSpent(AccountName account, int limit, TimeSpan window, DateTimeOffset until) => new(
        AccountProblemCode.LoginBudgetExhausted,
        $"Account {account} has made {limit} login attempts within {window:c} and makes no more before {Time(until)}, "
        + $"so that the upstream does not lock it. The log tells why they failed. To try at once: gateway unlock {account}. "
        + $"To allow more: Gateway:Accounts:{account}:LoginBudget.",
        until);

    public static AccountProblem LedgerUnreadable(AccountName account) => new(
        AccountProblemCode.LoginBudgetExhausted,
        $"Account {account} makes no login: the record of its attempts, of an operator's logout, or of a session with another key is in the store and "
        + "cannot be read, so nobody knows how many passwords were sent, or whether one may be. The log tells why. If a key is missing, put it behind the "
        + "first of Gateway:Store:EncryptionKey (File store: put the key file back) and restart. If no gateway has that key any more, put the record "
        + $"aside and count anew: gateway unlock {account}");

    public static AccountProblem LoginFailed(AccountName account, TokenFailure.Transient failure, bool hasToken, DateTimeOffset retryAt) => new(
        AccountProblemCode.LoginUnavailable,
        $"Account {account} has {(hasToken ? "no new token and goes on with its current one" : "no usable token")}: {failure.Message} "
        + $"Tried again by itself at {Time(retryAt)}.",
        retryAt);

    public static AccountProblem StoreDown(AccountName account, bool hasToken, DateTimeOffset retryAt) => new(
        AccountProblemCode.StoreUnavailable,
        $"Account {account} has {(hasToken ? "no new token and goes on with its current one" : "no usable token")}: no login may be tried "
        + "while attempts cannot be recorded, and the store is not available. Bring the store back; the gateway then goes on by itself.",
        retryAt);

    public static AccountProblem LoggedOut(AccountName account, LogoutMark mark) => new(
        AccountProblemCode.LoggedOut,
        $"Account {account} was logged out by an operator at {Time(mark.At)}. Log it in again with: gateway login {account}");

    public static AccountProblem LogoutNotSaved(AccountName account, DateTimeOffset retryAt) => new(
        AccountProblemCode.StoreUnavailable,
        $"Account {account} is logged out in this process, but the store could not be written; until it is back, a restart would log in again.",
        retryAt);

    public static AccountProblem StillWorking(AccountName account, DateTimeOffset retryAt) => new(
        AccountProblemCode.LoginUnavailable,
        $"Account {account} has no usable token yet: a login or refresh is still running.",
        retryAt);

    public static AccountProblem TokenExpired(AccountName account, AccountError? cause, DateTimeOffset retryAt) => new(
        AccountProblemCode.LoginUnavailable,
        $"Account {account} has no usable token: it expired before a new one could be had. {cause?.Message} Tried again by itself at {Time(retryAt)}.",
        retryAt);

    private static string To(TwoFactorChallenge challenge) =>
        challenge.SentTo is { } address ? $" that was sent to {address}" : string.Empty;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
