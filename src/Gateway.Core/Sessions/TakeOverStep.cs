using Gateway.Core.Credentials;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>
/// Takes over what another gateway has done, by reading the store without its lease. Whatever would have to be written, refreshed or
/// logged in is left to work that holds the lease.
/// </summary>
internal sealed class TakeOverStep(WorkContext context, Ownership ownership, CredentialResult credentials)
{
    private readonly LoginBudget _budget = LoginBudget.Of(context.Account);

    /// <summary>The report; null if the lease is needed.</summary>
    public WorkReport? Judge(AccountSnapshot current, Knowledge known, AccountRecords stored)
    {
        var now = context.Now;
        if (known.UnsavedLogout is not null || known.LostBy(stored) is not null)
        {
            return null;
        }

        if (known.Unsaved?.IsMissingFrom(stored, current.Session) == true)
        {
            return null;
        }

        context.Unsaved = null;
        if (stored.Logout is { } mark)
        {
            return current.State == AccountState.LoggedOut ? Unchanged(current) : context.Report(new WorkOutcome.LoggedOut(mark), null);
        }

        // An operator's login elsewhere ended the logout; a session that the store does not have is saved; a store that is back may be used.
        if (current.State == AccountState.LoggedOut
            || (current.UsableSession(now) is { } good && stored.Lacks(good))
            || current.Problem?.Code == AccountProblemCode.StoreUnavailable)
        {
            return null;
        }

        var session = Ownership.Newest(current.Session, ownership.OnlyOwn(stored.Session));
        var waiting = ownership.OnlyOwn(stored.Challenge);
        context.Pending = waiting;
        if (waiting is not null && (session is null || !session.IsUsable(now) || waiting.RequestedAt >= session.IssuedAt))
        {
            return current.State == AccountState.TwoFactorRequired && current.Challenge == waiting
                ? Unchanged(current)
                : context.Report(new WorkOutcome.NeedsCode(waiting), session) with { IsTakenOver = true };
        }

        if (session is not null && session.IsUsable(now))
        {
            return session.Version > (current.Session?.Version ?? 0) ? context.Report(new WorkOutcome.Usable(session, SessionOrigin.Store), session)
                : current.State == AccountState.Active ? Unchanged(current)
                : null;
        }

        return JudgeWithoutToken(current, session, stored.Rejection, now);
    }

    private WorkReport? JudgeWithoutToken(AccountSnapshot current, Session? session, CredentialRejection? rejection, DateTimeOffset now)
    {
        if (rejection is not null && credentials is CredentialResult.Found(var found)
            && CredentialMark.Matches(rejection.Fingerprint, context.Protocol, found))
        {
            return current.State == AccountState.Rejected ? Unchanged(current) : context.Report(new WorkOutcome.Refused(rejection), session);
        }

        var isUnlocked = current.State == AccountState.Rejected
            || (current.State == AccountState.BudgetExhausted && _budget.NextAllowed(context.Ledger, now) <= now);
        return isUnlocked ? null : Unchanged(current);
    }

    private WorkReport Unchanged(AccountSnapshot current) => context.Report(new WorkOutcome.Unchanged(), current.Session);
}
