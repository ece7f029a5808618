using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// One piece of work on one account, made for one run:
/// 1. take the store's lease; 2. read the store again; 3. settle whose session it is and whether anything is left to do;
/// 4. refresh; 5. log in; 6. save before use.
/// </summary>
internal sealed partial class AccountWork(
    AccountDefinition account,
    IUpstreamProtocol protocol,
    ISessionStore store,
    ICredentialSource credentialSource,
    CredentialMemo seenCredentials,
    Action<LoginLedger> attemptRecorded,
    TimeProvider clock,
    Jitter jitter,
    ILogger logger)
{
    // Another replica's refresh, login and code may each take half a minute.
    private static readonly TimeSpan LeasePatience = TimeSpan.FromSeconds(100);

    private readonly WorkContext _context = new(account, protocol, store, attemptRecorded, clock, logger);

    /// <summary>Looks at what the store has now; null if something is to be done that needs the lease.</summary>
    public async Task<WorkReport?> LookAsync(AccountSnapshot current, Knowledge known, CancellationToken cancellationToken)
    {
        _context.Unsaved = known.Unsaved;
        var loaded = await store.LoadAsync(account.Name, cancellationToken);
        if (!loaded.IsOk)
        {
            _context.StoreFailed(loaded.Reason);
            return _context.Report(new WorkOutcome.Unchanged(), current.Session);
        }

        var credentials = await credentialSource.ReadAsync(account.Credentials, cancellationToken);
        _context.Records = loaded.Value;
        _context.Ledger = loaded.Value.Budget ?? LoginLedger.Empty;
        return new TakeOverStep(_context, OwnershipBy(credentials), credentials).Judge(current, known, loaded.Value);
    }

    public async Task<WorkReport> RunAsync(WorkIntent intent, Knowledge known, CancellationToken cancellationToken)
    {
        _context.LoginPausedUntil = known.LoginPausedUntil;
        _context.Unsaved = known.Unsaved;
        if (await TryAsync(intent, known, store.IsBackAsync, cancellationToken) is { } report)
        {
            return report;
        }

        // The store was asked in earnest and answers; if it is away again it is done without.
        _context.StoreAnswered();
        return (await TryAsync(intent, known, static _ => Task.FromResult(false), cancellationToken))!;
    }

    private async Task<WorkReport?> TryAsync(
        WorkIntent intent, Knowledge known, Func<CancellationToken, Task<bool>> isStoreBack, CancellationToken cancellationToken)
    {
        // 1. The lease.
        var acquired = await store.AcquireAsync(account.Name, LeasePatience, cancellationToken);
        if (acquired.Status == StoreStatus.Fenced)
        {
            return _context.Report(Busy(), known.Session);
        }

        if (!acquired.IsOk)
        {
            return await RunWithoutStoreAsync(acquired.Reason);
        }

        await using var lease = acquired.Value;
        _context.BegunAt = _context.Now;
        var report = await RunUnderLeaseAsync(intent, known, lease, RunWithoutStoreAsync, cancellationToken);
        if (report?.StoreDown == true)
        {
            // What could not be saved is saved by the next work of this process; nobody else is to come before.
            lease.Leave();
        }

        return report;

        async Task<WorkReport?> RunWithoutStoreAsync(string? reason)
        {
            _context.StoreFailed(reason);
            var credentials = await credentialSource.ReadAsync(account.Credentials, cancellationToken);
            var ownership = OwnershipBy(credentials);
            var own = ownership.OnlyOwn(known.Session);
            if (known is { Records.HasForeignSession: true, UnsavedLogout: null } && intent.Kind is WorkKind.Renew or WorkKind.Replace or WorkKind.Refresh
                && !intent.IsSatisfiedBy(own, _context.Now) && own?.CanBeRefreshed(_context.Now) == true)
            {
                return _context.ReportOtherKey(own);
            }

            var storeless = await new StorelessStep(_context, jitter, isStoreBack).RunAsync(intent, own, known.Drawn, known.UnsavedLogout, cancellationToken);
            return storeless is null ? null : known.Unsaved?.Uphold(storeless, intent, ownership, protocol, credentials, known.Records?.Budget) ?? storeless;
        }
    }

    private async Task<WorkReport?> RunUnderLeaseAsync(
        WorkIntent intent, Knowledge known, IStoreLease lease, Func<string?, Task<WorkReport?>> runWithoutStoreAsync, CancellationToken cancellationToken)
    {
        // 2. Somebody else may have done the work meanwhile.
        var loaded = await store.LoadAsync(account.Name, cancellationToken);
        if (!loaded.IsOk)
        {
            return await runWithoutStoreAsync(loaded.Reason);
        }

        var records = await new GiveBackStep(_context, lease).RunAsync(known, loaded.Value, cancellationToken);
        records = known.UnsavedLogout is null ? records : records with { Logout = known.UnsavedLogout };
        if (intent.Kind == WorkKind.Unlock)
        {
            if (await _context.SaveAsync(lease, records.Unlocked, cancellationToken) != StoreStatus.Ok)
            {
                return _context.ReportStoreFailure(known.Session);
            }

            records = records.Unlocked.Aggregate(records, static (before, change) => before.With(change));
        }

        _context.Ledger = records.Budget ?? LoginLedger.Empty;
        if (intent.Kind == WorkKind.Logout)
        {
            return await new LogoutStep(_context, lease).RunAsync(records, known.Session, cancellationToken);
        }

        if (records.Logout is { } mark && await new LogoutStep(_context, lease).StayAsync(intent, records, mark, known.UnsavedLogout is not null, cancellationToken) is { } loggedOut)
        {
            return loggedOut;
        }

        return await RunAsync(intent, known, records, lease, cancellationToken);
    }

    private async Task<WorkReport> RunAsync(
        WorkIntent intent, Knowledge knowledge, AccountRecords records, IStoreLease lease, CancellationToken cancellationToken)
    {
        var known = knowledge.Session;
        var settling = new Settling(account, store, jitter);
        // 3. Whose session, and is anything left to do?
        var credentials = await credentialSource.ReadAsync(account.Credentials, cancellationToken);
        _context.CredentialWarnings = (credentials as CredentialResult.Found)?.Warnings ?? [];
        var ownership = OwnershipBy(credentials);
        var session = Ownership.Newest(ownership.OnlyOwn(known), ownership.OnlyOwn(records.Session));
        var waiting = ownership.OnlyOwn(records.Challenge);
        _context.Pending = waiting;
        var now = _context.Now;
        // A code can be due while the old token is still good.
        var isCodeDue = waiting is not null && intent.IsAboutCode;
        if (!isCodeDue && intent.IsSatisfiedBy(session, now))
        {
            if (intent.Kind is WorkKind.Confirm or WorkKind.Resend)
            {
                return _context.Report(new WorkOutcome.NoCodeExpected("The account is logged in and does not wait for a code."), session);
            }

            return await GoOnAsync(intent, session, known, waiting, records, lease, cancellationToken);
        }

        if (intent.Kind == WorkKind.Start && account.Login == LoginMoment.OnFirstRequest)
        {
            return _context.Report(waiting is null ? new WorkOutcome.NothingWanted() : new WorkOutcome.NeedsCode(waiting), session);
        }

        // 4. Refresh, unless a code is at stake.
        if (intent.IsAboutCode)
        {
            if (await AnswerChallengeAsync(intent, session, records, waiting, lease, cancellationToken) is { } answered)
            {
                return answered;
            }

            // Only a new login helps: nobody waits for the old code any more.
            waiting = null;
        }

        if (session is not null && session.CanBeRefreshed(now) && intent.Kind != WorkKind.ForcedLogin)
        {
            if (records.HasForeignSession)
            {
                return _context.ReportOtherKey(session);
            }

            if (lease.Lost.IsCancellationRequested)
            {
                // Somebody else may be spending this refresh token right now.
                return _context.Report(Busy(), session);
            }

            if (intent.Kind == WorkKind.Renew && settling.OfRefresh(session, lease, knowledge.Drawn, now) is { } settledAt)
            {
                return await GoOnAsync(intent, session, known, waiting, records, lease, cancellationToken) with { DeferredUntil = settledAt };
            }

            switch (await Renewal.RunAsync(_context, session, cancellationToken))
            {
                case RefreshResult.Granted(var grant):
                    // 6. Save before use.
                    return await _context.FinishAsync(_context.Renew(session, grant), SessionOrigin.Refresh, lease);
                case RefreshResult.Failed(TokenFailure.Transient failure):
                    return _context.Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), session);
                case RefreshResult.Failed(var refusal):
                    Log.RefreshRefused(logger, account.Name, refusal.Message);
                    session = intent.Kind == WorkKind.Replace ? session.Lost(now) : session.WithoutRefresh();
                    await _context.SaveAsync(lease, [RecordChange.Set(session)], cancellationToken);
                    break;
            }
        }

        // 5. Log in.
        var login = new LoginStep(_context, seenCredentials);
        var report = await login.RunAsync(intent, session, records, waiting, credentials, lease, cancellationToken);
        if (intent.Kind != WorkKind.Replace || records.HasForeignSession || report is not { Outcome: WorkOutcome.Refused, Session: { } refused } || !refused.IsUsable(now))
        {
            return report;
        }

        // Its refresh token went before: nothing is left of it.
        var lost = refused.Lost(now);
        await _context.SaveAsync(lease, [RecordChange.Set(lost)], cancellationToken);
        return report with { Session = lost, Records = _context.Records };
    }

    private async Task<WorkReport> GoOnAsync(
        WorkIntent intent,
        Session session,
        Session? known,
        TwoFactorChallenge? waiting,
        AccountRecords records,
        IStoreLease lease,
        CancellationToken cancellationToken)
    {
        if (records.Lacks(session))
        {
            // The store was down or lost it: it gets the session again, and no code is wanted any more.
            await _context.SaveAsync(lease, [RecordChange.Set(session), RecordChange.Remove(RecordKind.Challenge)], cancellationToken);
        }
        else if (waiting is not null && !intent.GivesUp(waiting, _context.Now))
        {
            // A forced login waits for a code while the token is good, after a restart as before it.
            return _context.Report(new WorkOutcome.NeedsCode(waiting), session);
        }
        else if (waiting is not null)
        {
            await _context.SaveAsync(lease, [RecordChange.Remove(RecordKind.Challenge)], cancellationToken);
        }

        var origin = session.Version == known?.Version ? SessionOrigin.Known : SessionOrigin.Store;
        return _context.Report(new WorkOutcome.Usable(session, origin), session);
    }

    private async Task<WorkReport?> AnswerChallengeAsync(
        WorkIntent intent,
        Session? session,
        AccountRecords records,
        TwoFactorChallenge? waiting,
        IStoreLease lease,
        CancellationToken cancellationToken)
    {
        var step = new ConfirmStep(_context, lease);
        return intent.Kind switch
        {
            WorkKind.Confirm => await step.GiveAsync(waiting, session, intent.Code!, cancellationToken),
            WorkKind.Resend => await step.ResendAsync(waiting, session, cancellationToken),
            _ when waiting is not null && !intent.GivesUp(waiting, _context.Now) =>
                await step.GiveObtainedAsync(waiting, session, intent.Obtained, records, cancellationToken),
            _ => null,
        };
    }

    private Ownership OwnershipBy(CredentialResult credentials) => new(account.Name, protocol, credentials, logger);

    private static WorkOutcome.Failed Busy() => new(
        new("account_busy", "Another gateway is working on this account and has not finished yet.", Sent: false), WorkStage.Store);

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Account {Account}: the refresh token was refused, so a login follows. {Reason}", EventName = "RefreshRefused")]
        public static partial void RefreshRefused(ILogger logger, AccountName account, string reason);
    }
}
