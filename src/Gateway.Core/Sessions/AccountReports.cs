using System.Collections.Immutable;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Timing;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>Turns the report of a piece of work into the account's next snapshot. Pure but for jitter.</summary>
internal static class AccountReports
{
    private const string SkewWarning = "clock_skew";

    /// <summary>How often missing or refused credentials are looked at again.</summary>
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(3);

    /// <summary>How often a store that is away is asked again.</summary>
    public static readonly TimeSpan StoreRetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>How soon a session is saved again that a store which is there did not take.</summary>
    public static readonly TimeSpan SaveRetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a ledger that cannot be read is looked at again, should nobody tell that it can.</summary>
    public static readonly TimeSpan UnreadableRecheckInterval = TimeSpan.FromMinutes(5);

    public static AccountSnapshot Apply(
        AccountSnapshot current,
        WorkReport report,
        AccountDefinition account,
        DateTimeOffset now,
        Pauses pauses,
        TimeSpan storeRetry,
        Jitter jitter)
    {
        var next = report.Outcome is WorkOutcome.Unchanged
            ? Unchanged(current, report, account, now)
            : After(current, Begun(current, report, account, now, pauses), report, account, now, jitter);
        return WithRecords(WithStoreRetry(next, now + storeRetry), report.Records);
    }

    // What holds after any outcome; the outcome itself decides the rest.
    private static AccountSnapshot Begun(AccountSnapshot current, WorkReport report, AccountDefinition account, DateTimeOffset now, Pauses pauses) => current with
    {
        Session = report.Session,
        // An account that waits for its first request must not be logged in because the store was away at start.
        Started = current.Started || account.Login == LoginMoment.AtStart || report.Outcome is not WorkOutcome.Failed(_, WorkStage.Store),
        StoreDown = report.StoreDown,
        LoginRetryAt = pauses.Login,
        RefreshRetryAt = pauses.Refresh,
        DeferredUntil = report.DeferredUntil,
        Challenge = null,
        Warnings = report.CredentialWarnings is { } read
            ? current.Warnings.Except(CredentialWarning.All).Union(read)
            : current.Warnings,
        Budget = Budget(current, report, account, now),
    };

    private static AccountSnapshot WithRecords(AccountSnapshot next, AccountRecords? records) => records is null ? next : next with
    {
        Warnings = records.Unreadable.IsEmpty
            ? next.Warnings.Remove(StoreWarning.UnreadableRecord)
            : next.Warnings.Add(StoreWarning.UnreadableRecord),
        Budget = records.HidesWhatForbidsLogin ? next.Budget with { Remaining = 0 } : next.Budget,
    };

    private static AccountSnapshot Unchanged(AccountSnapshot current, WorkReport report, AccountDefinition account, DateTimeOffset now) => current with
    {
        StoreDown = report.StoreDown,
        Budget = Budget(current, report, account, now),
        // What was due only because of the store is due no more.
        DueAt = current.StoreDown && !report.StoreDown && current is { State: AccountState.Active, RefreshFailing: false, RetryAt: null }
            ? current.RefreshAt
            : current.DueAt,
    };

    private static LoginBudgetStatus Budget(AccountSnapshot current, WorkReport report, AccountDefinition account, DateTimeOffset now) =>
        report.Ledger is { } ledger ? LoginBudget.Of(account).Judge(ledger, now) : current.Budget;

    private static AccountSnapshot After(
        AccountSnapshot current,
        AccountSnapshot next,
        WorkReport report,
        AccountDefinition account,
        DateTimeOffset now,
        Jitter jitter)
    {
        return report.Outcome switch
        {
            WorkOutcome.Usable usable => WaitingForCode.TellIfDropped(
                current, Served(next, usable, report, account, jitter), usable, report, account, now),
            WorkOutcome.NeedsCode(var challenge) => WaitingForCode.Next(Going(), challenge, null, report.Ledger, account, now),
            WorkOutcome.WrongCode(var challenge, var message) => WaitingForCode.Next(
                Going(), challenge, new AccountError("wrong_code", message, now), report.Ledger, account, now),
            WorkOutcome.CodeUnsettled(var challenge, var message) => WaitingForCode.Next(
                Going(), challenge, new AccountError("code_unanswered", message, now), report.Ledger, account, now),
            WorkOutcome.CodeNotGiven(var challenge, var failure) => WaitingForCode.Next(
                Going(), challenge, new AccountError(failure.Code, failure.Message, now), report.Ledger, account, now),
            // Another replica was quicker with the code: its session is taken over.
            WorkOutcome.NoCodeExpected when report.Session is { } found && found.IsUsable(now) && !(found.Version <= current.Session?.Version) =>
                Served(next, new WorkOutcome.Usable(found, SessionOrigin.Store), report, account, jitter),
            // Nothing happened to the account itself.
            WorkOutcome.NoCodeExpected => current,
            WorkOutcome.CredentialsMissing(var detail) => Stuck(
                next, AccountTrigger.CredentialsMissing, AccountProblems.MissingCredentials(account.Name, detail), now, now + RecheckInterval),
            WorkOutcome.Refused(var rejection) => Stuck(
                next, AccountTrigger.CredentialsRejected, AccountProblems.Refused(account.Name, rejection), now, now + RecheckInterval,
                // What is only remembered was counted when it happened.
                isKnown: rejection.At <= current.LastError?.At),
            WorkOutcome.BudgetSpent(var until) when report.Pending is { } pending => WaitingForCode.WithoutBudget(
                Going(), pending, null, until, account, now),
            WorkOutcome.BudgetSpent(var until) => Stuck(
                next,
                AccountTrigger.BudgetSpent,
                AccountProblems.BudgetSpent(account.Name, account.LoginBudget, account.LoginBudgetWindow, until),
                now,
                until),
            WorkOutcome.LedgerUnreadable => Stuck(
                next, AccountTrigger.BudgetSpent, AccountProblems.LedgerUnreadable(account.Name), now, now + UnreadableRecheckInterval),
            // Whether or not the session can be had back, the code is waited for.
            WorkOutcome.Failed(var failure, WorkStage.Refresh) when report.Pending is { } pending => WaitingForCode.Next(
                next with { RefreshFailing = true }, pending, new AccountError(failure.Code, failure.Message, now), report.Ledger, account, now),
            WorkOutcome.Failed failed => WaitingForCode.Keep(current, Failed(next, failed, account, now), report),
            WorkOutcome.LoggedOut(var mark) => next with
            {
                State = AccountTransitions.Next(current.State, AccountTrigger.OperatorLogout),
                Session = null,
                Problem = AccountProblems.LoggedOut(account.Name, mark),
                RefreshAt = null,
                RefreshFailing = false,
                DueAt = null,
            },
            WorkOutcome.NothingWanted => next with
            {
                State = AccountTransitions.Next(current.State, AccountTrigger.NothingWanted),
                Problem = null,
                RefreshAt = null,
                DueAt = null,
            },
            var unknown => throw new InvalidOperationException($"Unknown outcome {unknown.GetType().Name}."),
        };

        // A session that was just taken over is refreshed in time, though a code is waited for.
        AccountSnapshot Going() => report.Session is { } session && session.IsUsable(now) && session.Version != current.Session?.Version
            ? next with { RefreshAt = RefreshPlan.For(session, account.Upstream.RefreshBeforeExpiry, jitter).RefreshAt }
            : next;
    }

    // What could not be saved is saved when the store is back, so somebody has to look.
    private static AccountSnapshot WithStoreRetry(AccountSnapshot snapshot, DateTimeOffset retryAt) =>
        snapshot.StoreDown && !(snapshot.DueAt < retryAt) ? snapshot with { DueAt = retryAt } : snapshot;

    /// <summary>The report of work that broke by a defect or ran into its time limit.</summary>
    public static WorkReport Broken(Session? session, Exception exception) => new(
        new WorkOutcome.Failed(
            exception is OperationCanceledException
                ? new("timeout", "The work on the session took too long and was given up.")
                : new("internal_error", "The gateway failed at its own work; the log has the details."),
            WorkStage.Any),
        session,
        null,
        null);

    private static AccountSnapshot Served(
        AccountSnapshot next, WorkOutcome.Usable usable, WorkReport report, AccountDefinition account, Jitter jitter)
    {
        var session = usable.Session;
        var isNewToken = usable.Origin != SessionOrigin.Known || next.RefreshAt is null;
        var refreshAt = isNewToken
            ? RefreshPlan.For(session, account.Upstream.RefreshBeforeExpiry, jitter).RefreshAt
            : next.RefreshAt!.Value;
        return next with
        {
            State = AccountTransitions.Next(next.State, AccountTrigger.SessionObtained),
            Problem = null,
            RefreshAt = refreshAt,
            RefreshFailing = report.DeferredUntil is not null,
            DueAt = report.DeferredUntil ?? refreshAt,
            // What was said of an older token goes with it; where the credentials lie has nothing to do with tokens.
            Warnings = Warnings(session, report, isNewToken ? next.Warnings.Intersect(CredentialWarning.All) : next.Warnings),
            Counters = usable.Origin switch
            {
                SessionOrigin.Login => next.Counters with { Logins = next.Counters.Logins + 1 },
                SessionOrigin.Refresh => next.Counters with { Refreshes = next.Counters.Refreshes + 1 },
                _ => next.Counters,
            },
        };
    }

    private static ImmutableSortedSet<string> Warnings(Session session, WorkReport report, ImmutableSortedSet<string> kept)
    {
        var warnings = kept.Union(session.Warnings);
        return report.Skew.Duration() > TokenExpiry.SuspiciousSkew ? warnings.Add(SkewWarning) : warnings;
    }

    private static AccountSnapshot Stuck(
        AccountSnapshot next, AccountTrigger trigger, AccountProblem problem, DateTimeOffset now, DateTimeOffset dueAt, bool? isKnown = null)
    {
        // A forced login that fails takes nothing from a session that can go on without it.
        var goesOn = next.UsableSession(now) is not null && next.RefreshAt > now && next.CanBeRefreshed(now);
        var stuck = next with
        {
            State = AccountTransitions.Next(next.State, goesOn ? AccountTrigger.TryFailedWithToken : trigger),
            Problem = problem,
            LastError = new AccountError(problem.Code, problem.Detail, now),
            Counters = isKnown ?? next.Problem == problem ? next.Counters : next.Counters with { Failures = next.Counters.Failures + 1 },
            RefreshFailing = !goesOn && next.Session is not null,
        };
        return stuck.DueBy(goesOn ? null : dueAt, now);
    }

    private static AccountSnapshot Failed(AccountSnapshot next, WorkOutcome.Failed failed, AccountDefinition account, DateTimeOffset now)
    {
        var token = next.UsableSession(now);
        // A login that failed beside a session that can be refreshed was an operator's; the refresh keeps its time.
        var isLoginAlone = failed.Stage == WorkStage.Login && next.CanBeRefreshed(now);
        var retryAt = (isLoginAlone ? next.RefreshDueAt(now) : next.RenewalPausedUntil(now)) ?? now + StoreRetryInterval;
        // A lease that another gateway holds is no outage.
        var problem = failed.Stage == WorkStage.Store && next.StoreDown
            ? AccountProblems.StoreDown(account.Name, token is not null, retryAt)
            : AccountProblems.LoginFailed(account.Name, failed.Failure, token is not null, retryAt);
        return next with
        {
            State = AccountTransitions.Next(next.State, token is null ? AccountTrigger.TryFailed : AccountTrigger.TryFailedWithToken),
            Problem = problem,
            LastError = new AccountError(failed.Failure.Code, failed.Failure.Message, now),
            Counters = next.Counters with { Failures = next.Counters.Failures + 1 },
            RefreshFailing = next.RefreshFailing || !isLoginAlone,
            // The end of a token that is still good must be noticed even in the middle of a long pause.
            DueAt = token is not null && token.ExpiresAt < retryAt ? token.ExpiresAt : retryAt,
        };
    }
}
