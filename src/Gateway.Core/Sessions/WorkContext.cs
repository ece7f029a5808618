using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>What the steps of one piece of work share: whom it is about, what was learnt so far, and how it is saved and reported.</summary>
internal sealed class WorkContext(
    AccountDefinition account, IUpstreamProtocol protocol, ISessionStore store, Action<LoginLedger> attemptRecorded, TimeProvider clock, ILogger logger)
{
    // After an outage whoever had an answer that the store does not know brings it there first. Its lease may have to run out before.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

    private string? _storeFailure;
    private TimeSpan _skew;

    public AccountDefinition Account => account;

    public IUpstreamProtocol Protocol => protocol;

    public ILogger Logger => logger;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>When the lease was taken, or the work without one begun. New sessions are numbered by it, in the order of the leases.</summary>
    public DateTimeOffset BegunAt { get; set; } = clock.GetUtcNow();

    /// <summary>Before this no password is sent; null if none is held back.</summary>
    public DateTimeOffset? LoginPausedUntil { get; set; }

    /// <summary>The ledger as last read or written; null while the store could not be asked.</summary>
    public LoginLedger? Ledger { get; set; }

    /// <summary>What the store holds, as last read or written; null while it could not be asked.</summary>
    public AccountRecords? Records { get; set; }

    /// <summary>The account's own login that waits for a code, as read from the store; null if there is none.</summary>
    public TwoFactorChallenge? Pending { get; set; }

    /// <summary>What an upstream answered that the store does not know; null if there is nothing.</summary>
    public UnsavedAnswer? Unsaved { get; set; }

    /// <summary>The warnings about the credentials as just read; null while they were not read.</summary>
    public IReadOnlyList<string>? CredentialWarnings { get; set; }

    public void StoreFailed(string? reason) => _storeFailure = reason ?? "no reason given";

    public void StoreAnswered() => _storeFailure = null;

    public async Task<StoreStatus> SaveAsync(IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        var status = await store.SaveAsync(account.Name, lease, changes, cancellationToken);
        if (status != StoreStatus.Ok)
        {
            StoreFailed(status == StoreStatus.Fenced ? "another gateway took over the account's lease" : "it could not be written");
        }
        else
        {
            Records = changes.Aggregate(Records ?? AccountRecords.Empty, static (records, change) => records.With(change));
            Unsaved = changes.Any(static change => change.Kind is RecordKind.Challenge or RecordKind.Rejection) ? null : Unsaved;
        }

        return status;
    }

    /// <summary>Saves what an upstream has answered. If the store does not take it, it is kept for the next work.</summary>
    public async Task SaveAnswerAsync(IStoreLease lease, UnsavedAnswer answer)
    {
        // What a person was mailed, or an upstream has refused, is known from here on, whatever time is left.
        if (await SaveAsync(lease, answer.Changes, CancellationToken.None) != StoreStatus.Ok)
        {
            Unsaved = answer;
        }
    }

    /// <summary>
    /// Until when no password is sent because the store has just come back; null if that is over. An attempt that was made before, and of
    /// which nothing followed, has somebody who knows its answer, or who died.
    /// </summary>
    public DateTimeOffset? LoginHeldUntil(Session? session)
    {
        if (store.BackSince is not { } backSince)
        {
            return null;
        }

        var answeredAt = new[] { session?.IssuedAt, Records?.Challenge?.RequestedAt, Records?.Rejection?.At }.Max();
        var isUnanswered = Ledger?.Attempts.Any(at => at <= backSince && !(at <= answeredAt)) == true;
        var until = backSince + SettleTime + (isUnanswered ? StoreLease.Life : TimeSpan.Zero);
        return until > Now ? until : null;
    }

    /// <summary>Puts an attempt on record before it is made. False if that failed: then nothing may be sent.</summary>
    public async Task<bool> RecordAttemptAsync(
        IStoreLease lease, LoginLedger ledger, IReadOnlyList<RecordChange> beside, CancellationToken cancellationToken)
    {
        if (await SaveAsync(lease, [RecordChange.Set(ledger), .. beside], cancellationToken) != StoreStatus.Ok)
        {
            return false;
        }

        Ledger = ledger;
        attemptRecorded(ledger);
        return true;
    }

    /// <summary>Save first, then use. A store that fails here costs nothing but the report: the session is used all the same.</summary>
    public async Task<WorkReport> FinishAsync(Session session, SessionOrigin origin, IStoreLease lease)
    {
        // A token that is paid for is saved, whatever time is left.
        RecordChange[] changes = origin == SessionOrigin.Login
            ? [RecordChange.Set(session), RecordChange.Remove(RecordKind.Challenge), RecordChange.Remove(RecordKind.Rejection)]
            // A refresh says nothing about the password. The ledger goes along, so that it has the first key before an old one is taken away.
            : Records?.Budget is { } ledger
            ? [RecordChange.Set(session), RecordChange.Remove(RecordKind.Challenge), RecordChange.Set(ledger)]
            : [RecordChange.Set(session), RecordChange.Remove(RecordKind.Challenge)];
        await SaveAsync(lease, changes, CancellationToken.None);
        return Judge(session, origin);
    }

    public WorkReport Judge(Session session, SessionOrigin origin) => session.IsUsable(Now)
        ? Report(new WorkOutcome.Usable(session, origin), session)
        : Report(
            new WorkOutcome.Failed(
                new("expired_on_arrival", "The upstream handed out a token that had already expired; compare the clocks."),
                origin == SessionOrigin.Login ? WorkStage.Any : WorkStage.Refresh),
            session);

    public Session Begin(TokenGrant grant, Session? before, string login) =>
        Judged(SessionMaker.Begin(grant, protocol.OwnerOf(login), before?.Version ?? 0, BegunAt, Now, account.Upstream.AccessTokenLifetime));

    public Session Renew(Session before, TokenGrant grant) =>
        Judged(SessionMaker.Renew(before, grant, BegunAt, Now, account.Upstream.AccessTokenLifetime));

    public WorkReport Report(WorkOutcome outcome, Session? session) => new(outcome, session, Ledger, _storeFailure)
    {
        Skew = _skew,
        Records = Records,
        Pending = Pending,
        Unsaved = Unsaved,
        CredentialWarnings = CredentialWarnings,
    };

    public WorkReport ReportStoreFailure(Session? session) => Report(
        new WorkOutcome.Failed(
            new("store_unavailable", $"No password may be sent while the store cannot record it: {_storeFailure ?? "no reason given"}", Sent: false), WorkStage.Store),
        session);

    public WorkReport ReportOtherKey(Session? session) => Report(
        new WorkOutcome.Failed(
            new(
                "other_key",
                "The store holds a session that was encrypted with a key which this gateway does not have. Another gateway may have spent the refresh token, so it "
                + "is not used. Put that key behind the first of Gateway:Store:EncryptionKey and restart this gateway; it then takes the session over.",
                Sent: false),
            WorkStage.Refresh),
        session);

    private Session Judged((Session Session, TimeSpan Skew) made)
    {
        _skew = made.Skew;
        return made.Session;
    }
}
