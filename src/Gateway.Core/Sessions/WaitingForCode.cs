using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>
/// The snapshots of an account whose login waits for a code. Its state is told by what the store holds, so that a restart changes
/// nothing: <see cref="AccountState.TwoFactorRequired"/> while an attempt is left, else <see cref="AccountState.BudgetExhausted"/>. The
/// login that waits is kept in both. Pure.
/// </summary>
internal static class WaitingForCode
{
    /// <summary>The code of the error that says that nobody waits for the code any more.</summary>
    public const string Dropped = "code_dropped";

    /// <summary>The upstream waits for a code.</summary>
    public static AccountSnapshot Next(
        AccountSnapshot next, TwoFactorChallenge challenge, AccountError? error, LoginLedger? ledger, AccountDefinition account, DateTimeOffset now)
    {
        var allowedAt = LoginBudget.Of(account).NextAllowed(ledger, now);
        if (allowedAt > now)
        {
            return WithoutBudget(next, challenge, error, allowedAt, account, now);
        }

        var codeEndsAt = challenge.ExpiresAt > now ? challenge.ExpiresAt : (DateTimeOffset?)null;
        var waiting = next with
        {
            State = AccountTransitions.Next(next.State, AccountTrigger.CodeRequired),
            Challenge = challenge,
            Problem = AccountProblems.NeedsCode(account.Name, challenge, account.TwoFactor, next.UsableSession(now) is not null, error, now),
            LastError = error ?? next.LastError,
            Counters = Count(next.Counters, error),
        };
        // A source that needs no person is asked at once, or after the pause that a failure has made.
        return waiting.DueBy(!account.TwoFactor.IsAutomatic ? codeEndsAt : next.IsFetchingCode ? null : next.LoginRetryAt ?? now, now);
    }

    /// <summary>The upstream waits for a code, and neither it nor another password may be sent yet.</summary>
    public static AccountSnapshot WithoutBudget(
        AccountSnapshot next, TwoFactorChallenge challenge, AccountError? error, DateTimeOffset until, AccountDefinition account, DateTimeOffset now)
    {
        var problem = AccountProblems.BudgetSpentWithCode(account.Name, account.LoginBudget, account.LoginBudgetWindow, until, challenge, error, now);
        var waiting = next with
        {
            State = AccountTransitions.Next(next.State, AccountTrigger.BudgetSpent),
            Challenge = challenge,
            Problem = problem,
            LastError = error ?? new AccountError(problem.Code, problem.Detail, now),
            Counters = Count(next.Counters, error),
            LoginRetryAt = null,
        };
        return waiting.DueBy(now < challenge.ExpiresAt && challenge.ExpiresAt < until ? challenge.ExpiresAt : until, now);
    }

    /// <summary>The code can no longer be given: only what is said of it changes. Null if that is not so, or has been said.</summary>
    public static AccountSnapshot? Lapse(AccountSnapshot current, AccountDefinition account, DateTimeOffset now)
    {
        if (current.Challenge is not { } challenge || now < challenge.ExpiresAt)
        {
            return null;
        }

        return current switch
        {
            { State: AccountState.TwoFactorRequired } when !account.TwoFactor.IsAutomatic => (current with
            {
                Problem = AccountProblems.NeedsCode(account.Name, challenge, account.TwoFactor, current.UsableSession(now) is not null, null, now),
            }).DueBy(null, now),
            { State: AccountState.BudgetExhausted, Problem.RetryAt: { } until } when until > now => (current with
            {
                Problem = AccountProblems.BudgetSpentWithCode(account.Name, account.LoginBudget, account.LoginBudgetWindow, until, challenge, null, now),
            }).DueBy(until, now),
            _ => null,
        };
    }

    /// <summary>Tells that a code which could still have been given is not wanted any more, because the session was refreshed.</summary>
    public static AccountSnapshot TellIfDropped(
        AccountSnapshot current, AccountSnapshot next, WorkOutcome.Usable usable, WorkReport report, AccountDefinition account, DateTimeOffset now)
    {
        var pending = usable.Origin switch
        {
            SessionOrigin.Refresh => report.Pending ?? current.Challenge,
            // Another replica's refresh; one of its logins took the code.
            SessionOrigin.Store when usable.Session.LastRefreshAt >= current.Challenge?.RequestedAt => current.Challenge,
            _ => null,
        };
        return pending is not null && now < pending.ExpiresAt
            ? next with { LastError = new AccountError(Dropped, AccountProblems.CodeDropped(account.Name, pending), now) }
            : next;
    }

    /// <summary>A failure that left the account waiting for its code left the code's login as well.</summary>
    public static AccountSnapshot Keep(AccountSnapshot current, AccountSnapshot next, WorkReport report) =>
        next.State is AccountState.TwoFactorRequired or AccountState.BudgetExhausted ? next with { Challenge = report.Pending ?? current.Challenge } : next;

    private static AccountCounters Count(AccountCounters counters, AccountError? error) =>
        error is null ? counters : counters with { Failures = counters.Failures + 1 };
}
