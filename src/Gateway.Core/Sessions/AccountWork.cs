using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Refresh;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// One piece of work on one account, made for one run:
/// 1. take the store's lease; 2. read the store again; 3. settle whose session it is and whether anything is left to do;
/// 4. refresh; 5. log in, with the attempt in the ledger before the password goes out; 6. save before use.
/// </summary>
internal sealed partial class AccountWork(
    AccountDefinition account,
    IUpstreamProtocol protocol,
    ISessionStore store,
    ICredentialSource credentialSource,
    CredentialMemo seenCredentials,
    TimeProvider clock,
    Jitter jitter,
    ILogger logger)
{
    // Another replica may be in the middle of a slow login.
    private static readonly TimeSpan LeasePatience = TimeSpan.FromSeconds(30);

    private readonly LoginBudget _budget = new(account.LoginBudget, account.LoginBudgetWindow);
    private LoginLedger? _ledger;
    private string? _storeFailure;
    private TimeSpan _skew;

    public async Task<WorkReport> RunAsync(WorkIntent intent, Session? known, LogoutMark? unsavedLogout, CancellationToken cancellationToken)
    {
        // 1. The lease.
        var acquired = await store.AcquireAsync(account.Name, LeasePatience, cancellationToken);
        if (!acquired.IsOk)
        {
            return acquired.Status == StoreStatus.Fenced
                ? Report(Busy(), known)
                : await RunWithoutStoreAsync(intent, known, unsavedLogout, acquired.Reason, cancellationToken);
        }

        await using var lease = acquired.Value;

        // 2. Somebody else may have done the work meanwhile.
        var loaded = await store.LoadAsync(account.Name, cancellationToken);
        if (!loaded.IsOk)
        {
            return await RunWithoutStoreAsync(intent, known, unsavedLogout, loaded.Reason, cancellationToken);
        }

        var records = unsavedLogout is null ? loaded.Value : loaded.Value with { Logout = unsavedLogout };
        _ledger = records.Budget ?? LoginLedger.Empty;
        return intent.Kind == WorkKind.Logout
            ? await LogoutAsync(records, known, lease, cancellationToken)
            : await RunAsync(intent, known, records, unsavedLogout is not null, lease, cancellationToken);
    }

    private async Task<WorkReport> RunAsync(
        WorkIntent intent, Session? known, AccountRecords records, bool logoutUnsaved, IStoreLease lease, CancellationToken cancellationToken)
    {
        // 3. Whose session, and is anything left to do?
        if (records.Logout is { } mark)
        {
            if (intent.Kind is not (WorkKind.Login or WorkKind.ForcedLogin))
            {
                if (logoutUnsaved)
                {
                    await SaveAsync(lease, cancellationToken, [.. LogoutChanges(mark)]);
                }

                return Report(new WorkOutcome.LoggedOut(mark), null);
            }

            if (await SaveAsync(lease, cancellationToken, RecordChange.Remove(RecordKind.Logout)) != StoreStatus.Ok)
            {
                return Report(StoreFailed(), null);
            }
        }

        var credentials = await credentialSource.ReadAsync(account.Credentials, cancellationToken);
        var session = Newest(OwnOnly(known, credentials), OwnOnly(records.Session, credentials));
        var now = clock.GetUtcNow();
        if (session is not null && session.IsUsable(now) && session.Version > intent.Replace && intent.Kind != WorkKind.ForcedLogin)
        {
            var isKnown = session.Version == known?.Version;
            if (session.Version > (records.Session?.Version ?? 0))
            {
                // The store was down or came back empty: it gets the session again.
                await SaveAsync(lease, cancellationToken, RecordChange.Set(session));
            }

            return Report(new WorkOutcome.Usable(session, isKnown ? SessionOrigin.Known : SessionOrigin.Store), session);
        }

        if (intent.Kind == WorkKind.Start && account.Login == LoginMoment.OnFirstRequest)
        {
            return records.Challenge is { } waiting && OwnOnly(waiting, credentials)
                ? Report(new WorkOutcome.NeedsCode(waiting), session)
                : Report(new WorkOutcome.NothingWanted(), session);
        }

        // 4. Refresh.
        if (session is not null && intent.Kind != WorkKind.ForcedLogin && CanRefresh(session, now))
        {
            switch (await protocol.RefreshAsync(session, cancellationToken))
            {
                case RefreshResult.Granted(var grant):
                    return await FinishAsync(Renewed(session, grant), SessionOrigin.Refresh, lease, cancellationToken);
                case RefreshResult.Failed(TokenFailure.Transient failure):
                    return Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), session);
                case RefreshResult.Failed(var refusal):
                    Log.RefreshRefused(logger, account.Name, refusal.Message);
                    // A dead refresh token is not spent twice: upstreams take that for theft.
                    session = session with { RefreshToken = null };
                    await SaveAsync(lease, cancellationToken, RecordChange.Set(session));
                    break;
            }
        }

        // 5. Log in.
        return await LoginAsync(intent, session, records, credentials, lease, cancellationToken);
    }

    private async Task<WorkReport> LoginAsync(
        WorkIntent intent,
        Session? session,
        AccountRecords records,
        CredentialResult read,
        IStoreLease lease,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (records.Challenge is { } waiting && OwnOnly(waiting, read) && !StartsAfresh(intent, waiting, now))
        {
            return Report(new WorkOutcome.NeedsCode(waiting), session);
        }

        if (read is not CredentialResult.Found(var credentials))
        {
            return Report(new WorkOutcome.CredentialsMissing(((CredentialResult.Missing)read).Detail), session);
        }

        seenCredentials.Note(credentials);
        if (records.Rejection is { } known && CredentialMark.Matches(known.Fingerprint, protocol, credentials))
        {
            return Report(new WorkOutcome.Refused(known), session);
        }

        var allowedAt = _budget.NextAllowed(_ledger, now);
        if (allowedAt > now)
        {
            return Report(new WorkOutcome.BudgetSpent(allowedAt), session);
        }

        // The attempt is on record before the password leaves: a crash in between counts.
        var device = account.DeviceId ?? records.Device?.Id ?? Guid.NewGuid().ToString();
        var ledger = _budget.Spend(_ledger, now);
        if (await SaveAsync(lease, cancellationToken, RecordChange.Set(ledger), RecordChange.Set(new DeviceIdentity(device))) != StoreStatus.Ok)
        {
            return Report(StoreFailed(), session);
        }

        _ledger = ledger;
        Log.LoggingIn(logger, account.Name, account.Upstream.Name);
        var request = new LoginRequest(account.Name, credentials, device, account.CodeLifetime);
        switch (await protocol.LoginAsync(request, cancellationToken))
        {
            case LoginResult.Granted(var grant):
                return await FinishAsync(Fresh(grant, session, credentials.Login), SessionOrigin.Login, lease, cancellationToken);

            case LoginResult.TwoFactorRequired(var challenge):
                await SaveAsync(lease, cancellationToken, RecordChange.Set(challenge), RecordChange.Remove(RecordKind.Rejection));
                return Report(new WorkOutcome.NeedsCode(challenge), session);

            case LoginResult.Failed(TokenFailure.Transient failure):
                if (!failure.Sent)
                {
                    _ledger = LoginBudget.Refund(ledger, now);
                    await SaveAsync(lease, cancellationToken, RecordChange.Set(_ledger));
                }

                return Report(new WorkOutcome.Failed(failure, WorkStage.Login), session);

            case LoginResult.Failed(var refusal):
                var rejection = new CredentialRejection(CredentialMark.Of(protocol, credentials), refusal.Code, refusal.Message, now);
                await SaveAsync(lease, cancellationToken, RecordChange.Set(rejection), RecordChange.Remove(RecordKind.Challenge));
                return Report(new WorkOutcome.Refused(rejection), session);

            case var unknown:
                throw new InvalidOperationException($"Unknown login result {unknown.GetType().Name}.");
        }
    }

    private async Task<WorkReport> FinishAsync(Session session, SessionOrigin origin, IStoreLease lease, CancellationToken cancellationToken)
    {
        // 6. Save first. A store that fails here costs nothing but the report: the session is used all the same.
        await SaveAsync(
            lease,
            cancellationToken,
            RecordChange.Set(session),
            RecordChange.Remove(RecordKind.Challenge),
            RecordChange.Remove(RecordKind.Rejection));
        return Judge(session, origin);
    }

    private WorkReport Judge(Session session, SessionOrigin origin) =>
        session.IsUsable(clock.GetUtcNow())
            ? Report(new WorkOutcome.Usable(session, origin), session)
            : Report(
                new WorkOutcome.Failed(
                    new("expired_on_arrival", "The upstream handed out a token that had already expired; compare the clocks."),
                    origin == SessionOrigin.Login ? WorkStage.Login : WorkStage.Refresh),
                session);

    private async Task<WorkReport> RunWithoutStoreAsync(
        WorkIntent intent, Session? known, LogoutMark? unsavedLogout, string? reason, CancellationToken cancellationToken)
    {
        _storeFailure = reason ?? "no reason given";
        if (intent.Kind == WorkKind.Logout || unsavedLogout is not null)
        {
            return Report(new WorkOutcome.LoggedOut(unsavedLogout ?? new LogoutMark(clock.GetUtcNow())), null);
        }

        var now = clock.GetUtcNow();
        if (known is not null && known.IsUsable(now) && known.Version > intent.Replace && intent.Kind != WorkKind.ForcedLogin)
        {
            return Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known);
        }

        if (known is null || !CanRefresh(known, now) || intent.Kind is WorkKind.ForcedLogin or WorkKind.Start)
        {
            return Report(StoreFailed(), known);
        }

        // Replicas cannot agree on who refreshes, so each waits for a moment of its own.
        var plan = RefreshPlan.For(known, account.Upstream.RefreshBeforeExpiry, jitter);
        if (known.IsUsable(now) && now < known.ExpiresAt - (plan.Lead / 4))
        {
            return Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known) with
            {
                DeferredUntil = RefreshPlan.WithoutLease(known, plan.Lead, jitter),
            };
        }

        return await protocol.RefreshAsync(known, cancellationToken) switch
        {
            RefreshResult.Granted(var grant) => Judge(Renewed(known, grant), SessionOrigin.Refresh),
            RefreshResult.Failed(TokenFailure.Transient failure) => Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), known),
            _ => Report(StoreFailed(), known with { RefreshToken = null }),
        };
    }

    private async Task<WorkReport> LogoutAsync(AccountRecords records, Session? known, IStoreLease lease, CancellationToken cancellationToken)
    {
        var mark = records.Logout ?? new LogoutMark(clock.GetUtcNow());
        var session = Newest(known, records.Session);
        await SaveAsync(lease, cancellationToken, [.. LogoutChanges(mark)]);
        if (session is not null && session.IsUsable(clock.GetUtcNow())
            && await protocol.LogoutAsync(session, account.DeviceId ?? records.Device?.Id ?? string.Empty, cancellationToken) is { } failure)
        {
            Log.UpstreamLogoutFailed(logger, account.Name, failure.Message);
        }

        return Report(new WorkOutcome.LoggedOut(mark), null);
    }

    private static RecordChange[] LogoutChanges(LogoutMark mark) =>
        [RecordChange.Set(mark), RecordChange.Remove(RecordKind.Session), RecordChange.Remove(RecordKind.Challenge)];

    private async Task<StoreStatus> SaveAsync(IStoreLease lease, CancellationToken cancellationToken, params RecordChange[] changes)
    {
        var status = await store.SaveAsync(account.Name, lease, changes, cancellationToken);
        if (status != StoreStatus.Ok)
        {
            _storeFailure = status == StoreStatus.Fenced ? "another gateway took over the account's lease" : "it could not be written";
        }

        return status;
    }

    // An operator's login asks for a new code once the old one can no longer be given; a forced one at once.
    private static bool StartsAfresh(WorkIntent intent, TwoFactorChallenge waiting, DateTimeOffset now) => intent.Kind switch
    {
        WorkKind.ForcedLogin => true,
        WorkKind.Login => now >= waiting.ExpiresAt,
        _ => false,
    };

    private static bool CanRefresh(Session session, DateTimeOffset now) =>
        session.RefreshToken is not null && (session.RefreshTokenExpiresAt is not { } end || now < end);

    private static Session? Newest(Session? one, Session? other) =>
        one is null || (other is not null && other.Version > one.Version) ? other : one;

    // A session of another user or another upstream is never used, whatever account name it is stored under.
    private Session? OwnOnly(Session? session, CredentialResult credentials) =>
        session is not null && IsOwn(session.Owner, credentials) ? session : null;

    private bool OwnOnly(TwoFactorChallenge challenge, CredentialResult credentials) => IsOwn(challenge.Owner, credentials);

    private bool IsOwn(SessionOwner owner, CredentialResult credentials)
    {
        var login = credentials switch
        {
            CredentialResult.Found(var found) => found.Login,
            CredentialResult.Missing missing => missing.Login,
            _ => null,
        };
        var expected = protocol.OwnerOf(login ?? owner.Login);
        if (owner == expected)
        {
            return true;
        }

        Log.ForeignSession(logger, account.Name);
        return false;
    }

    private Session Renewed(Session old, TokenGrant grant) => Fresh(grant, old, old.Owner.Login) with
    {
        Owner = old.Owner,
        RefreshToken = grant.RefreshToken ?? old.RefreshToken,
        RefreshTokenExpiresAt = grant.RefreshToken is null
            ? old.RefreshTokenExpiresAt
            : grant.RefreshTokenLifetime is { } life ? clock.GetUtcNow() + life : null,
        SessionId = grant.SessionId ?? old.SessionId,
        UserId = grant.UserId ?? old.UserId,
        UserUid = grant.UserUid ?? old.UserUid,
        LastRefreshAt = clock.GetUtcNow(),
        Details = old.Details.SetItems(grant.Details),
    };

    private Session Fresh(TokenGrant grant, Session? old, string login)
    {
        var now = clock.GetUtcNow();
        var expiry = TokenExpiry.Judge(grant.AccessToken, grant.ServerTime, now, account.Upstream.AccessTokenLifetime);
        _skew = expiry.Skew;
        return new Session
        {
            AccessToken = grant.AccessToken,
            RefreshToken = grant.RefreshToken,
            RefreshTokenExpiresAt = grant.RefreshToken is null || grant.RefreshTokenLifetime is not { } life ? null : now + life,
            SessionId = grant.SessionId,
            UserId = grant.UserId,
            UserUid = grant.UserUid,
            IssuedAt = expiry.IssuedAt,
            ExpiresAt = expiry.ExpiresAt,
            // Counts on across logouts and lost stores, where the number before is not known.
            Version = Math.Max((old?.Version ?? 0) + 1, now.ToUnixTimeMilliseconds()),
            Owner = protocol.OwnerOf(login),
            Details = grant.Details,
            Warnings = grant.Warnings,
        };
    }

    private WorkReport Report(WorkOutcome outcome, Session? session) => new(outcome, session, _ledger, _storeFailure) { Skew = _skew };

    private static WorkOutcome.Failed StoreFailed() =>
        new(new("store_unavailable", "The store cannot be written, so no password may be sent.", Sent: false), WorkStage.Store);

    private static WorkOutcome.Failed Busy() =>
        new(new("account_busy", "Another gateway is working on this account and has not finished yet.", Sent: false), WorkStage.Store);

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Account {Account}: logging in to {Upstream}.", EventName = "LoggingIn")]
        public static partial void LoggingIn(ILogger logger, AccountName account, string upstream);

        [LoggerMessage(1101, LogLevel.Warning, "Account {Account}: the refresh token was refused, so a login follows. {Reason}", EventName = "RefreshRefused")]
        public static partial void RefreshRefused(ILogger logger, AccountName account, string reason);

        [LoggerMessage(1104, LogLevel.Warning, "Account {Account}: the stored session belongs to another user or upstream and is not used.", EventName = "ForeignSession")]
        public static partial void ForeignSession(ILogger logger, AccountName account);

        [LoggerMessage(1105, LogLevel.Warning, "Account {Account}: logged out here, but the upstream did not confirm it: {Reason}", EventName = "UpstreamLogoutFailed")]
        public static partial void UpstreamLogoutFailed(ILogger logger, AccountName account, string reason);
    }
}
