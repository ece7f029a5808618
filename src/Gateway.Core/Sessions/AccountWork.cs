using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;
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
    ITwoFactorCodeSource? codeSource,
    Action<LoginLedger> attemptRecorded,
    TimeProvider clock,
    Jitter jitter,
    ILogger logger,
    CancellationToken stopping)
{
    // Another replica may be in the middle of a slow login.
    private static readonly TimeSpan LeasePatience = TimeSpan.FromSeconds(30);

    private readonly WorkContext _context = new(account, protocol, store, attemptRecorded, clock, logger);

    public async Task<WorkReport> RunAsync(WorkIntent intent, Session? known, LogoutMark? unsavedLogout, CancellationToken cancellationToken)
    {
        // 1. The lease.
        var acquired = await store.AcquireAsync(account.Name, LeasePatience, cancellationToken);
        if (acquired.Status == StoreStatus.Fenced)
        {
            return _context.Report(Busy(), known);
        }

        if (!acquired.IsOk)
        {
            return await RunWithoutStoreAsync(acquired.Reason);
        }

        await using var lease = acquired.Value;

        // 2. Somebody else may have done the work meanwhile.
        var loaded = await store.LoadAsync(account.Name, cancellationToken);
        if (!loaded.IsOk)
        {
            return await RunWithoutStoreAsync(loaded.Reason);
        }

        var records = unsavedLogout is null ? loaded.Value : loaded.Value with { Logout = unsavedLogout };
        if (intent.Kind == WorkKind.Unlock)
        {
            RecordChange[] unlocked = [RecordChange.Remove(RecordKind.Rejection), RecordChange.Remove(RecordKind.Budget)];
            if (await _context.SaveAsync(lease, unlocked, cancellationToken) != StoreStatus.Ok)
            {
                return _context.ReportStoreFailure(known);
            }

            records = records with { Rejection = null, Budget = null };
        }

        _context.Ledger = records.Budget ?? LoginLedger.Empty;
        if (intent.Kind == WorkKind.Logout)
        {
            return await LogoutAsync(records, known, lease, cancellationToken);
        }

        if (records.Logout is { } mark && await StayLoggedOutAsync(intent, records, mark, unsavedLogout is not null, lease, cancellationToken) is { } loggedOut)
        {
            return loggedOut;
        }

        return await RunAsync(intent, known, records, lease, cancellationToken);

        async Task<WorkReport> RunWithoutStoreAsync(string? reason)
        {
            _context.StoreFailed(reason);
            var own = OwnOnly(known, await credentialSource.ReadAsync(account.Credentials, cancellationToken));
            return await new StorelessStep(_context, jitter).RunAsync(intent, own, unsavedLogout, cancellationToken);
        }
    }

    private async Task<WorkReport> RunAsync(
        WorkIntent intent, Session? known, AccountRecords records, IStoreLease lease, CancellationToken cancellationToken)
    {
        // 3. Whose session, and is anything left to do?
        var credentials = await credentialSource.ReadAsync(account.Credentials, cancellationToken);
        _context.CredentialWarnings = (credentials as CredentialResult.Found)?.Warnings ?? [];
        var session = Newest(OwnOnly(known, credentials), OwnOnly(records.Session, credentials));
        var waiting = records.Challenge is { } challenge && IsOwn(challenge.Owner, credentials) ? challenge : null;
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

            if (session.Version > (records.Session?.Version ?? 0))
            {
                // The store was down or came back empty: it gets the session again, and no code is wanted any more.
                await _context.SaveAsync(lease, [RecordChange.Set(session), RecordChange.Remove(RecordKind.Challenge)], cancellationToken);
            }
            else if (waiting is not null && !intent.GivesUp(waiting, now))
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
            if (lease.Lost.IsCancellationRequested)
            {
                // Somebody else may be spending this refresh token right now.
                return _context.Report(Busy(), session);
            }

            switch (await protocol.RefreshAsync(session, cancellationToken))
            {
                case RefreshResult.Granted(var grant):
                    // 6. Save before use.
                    return await _context.FinishAsync(_context.Renew(session, grant), SessionOrigin.Refresh, lease);
                case RefreshResult.Failed(TokenFailure.Transient failure):
                    return _context.Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), session);
                case RefreshResult.Failed(var refusal):
                    Log.RefreshRefused(logger, account.Name, refusal.Message);
                    // A dead refresh token is not spent twice: upstreams take that for theft.
                    session = session with { RefreshToken = null };
                    await _context.SaveAsync(lease, [RecordChange.Set(session)], cancellationToken);
                    break;
            }
        }

        // 5. Log in.
        var login = new LoginStep(_context, seenCredentials);
        return await login.RunAsync(intent, session, records, waiting, credentials, lease, cancellationToken);
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
            _ when waiting is not null && !intent.GivesUp(waiting, _context.Now) && codeSource is not null =>
                await step.ObtainAsync(codeSource, waiting, session, records, stopping, cancellationToken),
            _ => null,
        };
    }

    private async Task<WorkReport?> StayLoggedOutAsync(
        WorkIntent intent, AccountRecords records, LogoutMark mark, bool isUnsaved, IStoreLease lease, CancellationToken cancellationToken)
    {
        if (intent.Kind is WorkKind.Login or WorkKind.ForcedLogin)
        {
            return await _context.SaveAsync(lease, [RecordChange.Remove(RecordKind.Logout)], cancellationToken) == StoreStatus.Ok
                ? null
                : _context.ReportStoreFailure(null);
        }

        return isUnsaved
            ? await LogoutAsync(records, null, lease, cancellationToken)
            : _context.Report(new WorkOutcome.LoggedOut(mark), null);
    }

    private async Task<WorkReport> LogoutAsync(AccountRecords records, Session? known, IStoreLease lease, CancellationToken cancellationToken)
    {
        var mark = records.Logout ?? new LogoutMark(_context.Now);
        var session = Newest(known, records.Session);
        await _context.SaveAsync(lease, LogoutChanges(mark), cancellationToken);
        if (session is not null && (session.IsUsable(_context.Now) || session.CanBeRefreshed(_context.Now))
            && await protocol.LogoutAsync(session, account.DeviceId ?? records.Device?.Id ?? string.Empty, cancellationToken) is { } failure)
        {
            Log.UpstreamLogoutFailed(logger, account.Name, failure.Message);
        }

        return _context.Report(new WorkOutcome.LoggedOut(mark), null);
    }

    private static RecordChange[] LogoutChanges(LogoutMark mark) =>
        [RecordChange.Set(mark), RecordChange.Remove(RecordKind.Session), RecordChange.Remove(RecordKind.Challenge)];

    // Of two with one version the one without a refresh token knows more: its token was refused.
    private static Session? Newest(Session? one, Session? other) =>
        one is null || (other is not null && (other.Version > one.Version || (other.Version == one.Version && other.RefreshToken is null)))
            ? other
            : one;

    private Session? OwnOnly(Session? session, CredentialResult credentials) =>
        session is not null && IsOwn(session.Owner, credentials) ? session : null;

    // A session of another user or another upstream is never used, whatever account name it is stored under.
    private bool IsOwn(SessionOwner owner, CredentialResult credentials)
    {
        var login = credentials switch
        {
            CredentialResult.Found(var found) => found.Login,
            CredentialResult.Missing missing => missing.Login,
            _ => null,
        };
        if (owner == protocol.OwnerOf(login ?? owner.Login))
        {
            return true;
        }

        Log.ForeignSession(logger, account.Name);
        return false;
    }

    private static WorkOutcome.Failed Busy() => new(
        new("account_busy", "Another gateway is working on this account and has not finished yet.", Sent: false), WorkStage.Store);

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Account {Account}: the refresh token was refused, so a login follows. {Reason}", EventName = "RefreshRefused")]
        public static partial void RefreshRefused(ILogger logger, AccountName account, string reason);

        [LoggerMessage(1104, LogLevel.Warning, "Account {Account}: the stored session belongs to another user or upstream and is not used.", EventName = "ForeignSession")]
        public static partial void ForeignSession(ILogger logger, AccountName account);

        [LoggerMessage(1105, LogLevel.Warning, "Account {Account}: logged out here, but the upstream did not confirm it: {Reason}", EventName = "UpstreamLogoutFailed")]
        public static partial void UpstreamLogoutFailed(ILogger logger, AccountName account, string reason);
    }
}
