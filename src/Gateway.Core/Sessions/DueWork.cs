namespace Gateway.Core.Sessions;

/// <summary>What one account does when the time that its snapshot names has come.</summary>
internal sealed class DueWork(AccountDefinition account, SnapshotCell cell, AccountWorker worker, TimeProvider clock)
{
    /// <summary>Starts what is due and returns at once; does nothing before <see cref="AccountSnapshot.DueAt"/>.</summary>
    public void Start()
    {
        var now = clock.GetUtcNow();
        var snapshot = cell.Current;
        if (snapshot.DueAt is not { } due || due > now)
        {
            return;
        }

        if (!snapshot.Started)
        {
            _ = worker.RunAsync(new WorkIntent(WorkKind.Start));
        }
        else if (snapshot.RefreshDueAt(now) <= now)
        {
            // Whatever else the account waits for, a session that can be refreshed is.
            _ = worker.RunAsync(new WorkIntent(WorkKind.Renew, snapshot.VersionToReplace(now)));
        }
        else if (worker.HasUnsaved)
        {
            _ = worker.RunAsync(new WorkIntent(WorkKind.Renew));
        }
        else if (snapshot.State is AccountState.MissingCredentials or AccountState.Rejected)
        {
            _ = worker.RecheckAsync();
        }
        else if (snapshot.State == AccountState.TwoFactorRequired && account.TwoFactor.IsAutomatic)
        {
            _ = worker.ObtainCodeAsync();
        }
        else if (WaitingForCode.Lapse(snapshot, account, now) is { } lapsed)
        {
            SwapIfStill(snapshot, lapsed);
        }
        else if (snapshot is { State: AccountState.Active, RetryAt: { } retryAt } && retryAt > now && snapshot.UsableSession(now) is null)
        {
            // The token ended during a pause.
            SwapIfStill(snapshot, snapshot with
            {
                State = AccountTransitions.Next(snapshot.State, AccountTrigger.TokenExpired),
                // What a refresh that failed has said of it, that the account goes on with its token, is over.
                Problem = snapshot.Problem is { Code: not AccountProblemCode.LoginUnavailable } other
                    ? other
                    : AccountProblems.TokenExpired(account.Name, snapshot.LastError, retryAt),
                DueAt = retryAt,
            });
        }
        else
        {
            _ = worker.RunAsync(new WorkIntent(WorkKind.Renew, snapshot.VersionToReplace(now)));
        }
    }

    // Work that ended in between knows better, and has said when to look again.
    private void SwapIfStill(AccountSnapshot seen, AccountSnapshot next) => cell.Swap(current => ReferenceEquals(current, seen) ? next : current);
}
