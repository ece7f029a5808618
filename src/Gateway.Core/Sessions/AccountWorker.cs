using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// Runs the work on one account: one piece at a time, in detached flights that callers can wait for and cannot cancel. Each report
/// becomes the next snapshot here and nowhere else.
/// </summary>
internal sealed class AccountWorker(
    AccountDefinition account,
    IUpstreamProtocol protocol,
    ISessionStore store,
    ICredentialSource credentials,
    SnapshotCell cell,
    TimeProvider clock,
    Jitter jitter,
    ILogger logger,
    AccountWorker? predecessor) : IDisposable
{
    // The sum of what each step may take by itself: a busy lease, a refresh, a login, a code.
    private static readonly TimeSpan WorkTimeLimit = TimeSpan.FromMinutes(5);

    private readonly SingleFlight<WorkIntent, WorkOutcome?> _flights = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CredentialMemo _seenCredentials = new();
    private readonly CodeErrand? _codeErrand = TwoFactorCodeSources.Create(account.TwoFactor, clock) is { } source
        ? new CodeErrand(account, source, store, cell, clock)
        : null;
    private readonly PauseCounter _pauses = new(jitter);
    private readonly AccountLog _log = new(logger, account);

    private LogoutMark? _unsavedLogout = predecessor?.UnsavedLogout;
    private UnsavedAnswer? _unsaved = predecessor?._unsaved;
    private AccountRecords? _records;

    public bool IsBusy => _flights.IsBusy;

    /// <summary>An operator's logout that the store does not know yet; null if there is none.</summary>
    public LogoutMark? UnsavedLogout => Volatile.Read(ref _unsavedLogout);

    /// <summary>True if an upstream has answered something that the store does not know yet.</summary>
    public bool HasUnsaved => Volatile.Read(ref _unsaved) is not null;

    /// <summary>True if there is a session that the store does not have, as far as is known.</summary>
    public bool HasUnsavedSession =>
        cell.Current.Session is { } session && (Volatile.Read(ref _records) ?? AccountRecords.Empty).Lacks(session);

    public Task WhenIdleAsync() => _flights.WhenIdleAsync();

    /// <summary>Has the account's own source bring a code, and gives it.</summary>
    public Task ObtainCodeAsync() => _flights.JoinAsync(new WorkIntent(WorkKind.ObtainCode), ObtainCodeAsync);

    /// <summary>Looks whether missing or refused credentials have changed, and starts work if they have.</summary>
    public Task RecheckAsync() => _flights.JoinAsync(new WorkIntent(WorkKind.Recheck), RecheckCredentialsAsync);

    /// <summary>Looks at what the store has now, and starts work if something is to be done.</summary>
    public Task TakeOverAsync() => _flights.JoinAsync(new WorkIntent(WorkKind.TakeOver), TakeOverAsync);

    /// <summary>The process ends: whoever waits for a code waits no longer. What was sent to an upstream runs to its end.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose()
    {
        _oneAtATime.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Joins the run of an equal intent, or starts one.</summary>
    public Task<WorkOutcome?> RunAsync(WorkIntent intent) => _flights.JoinAsync(intent, land => RunOneAsync(intent, land));

    /// <summary>A request was sent once more with a newer token.</summary>
    public void NoteReplay(long version, ReplayOutcome outcome)
    {
        var previous = cell.Current.Refusals;
        var next = cell.Swap(current =>
        {
            previous = current.Refusals;
            return RefusalReports.Note(current, version, outcome);
        });
        _log.TellOfReplay(previous, next.Refusals);
    }

    private async Task<WorkOutcome?> TakeOverAsync(Action land)
    {
        var intent = new WorkIntent(WorkKind.TakeOver);
        await _oneAtATime.WaitAsync();
        try
        {
            // Whatever changes from here on is for the next look.
            land();
            using var limit = new CancellationTokenSource(WorkTimeLimit, clock);
            if (await NewWork().LookAsync(cell.Current, Known(cell.Current), limit.Token) is { } report)
            {
                Apply(intent, report);
                return report.Outcome;
            }
        }
        catch (Exception e)
        {
            // The account's own timers go on.
            _log.WorkBroke(e);
            return null;
        }
        finally
        {
            _oneAtATime.Release();
        }

        var current = cell.Current;
        var work = new WorkIntent(current.Started ? WorkKind.Renew : WorkKind.Start);
        var isStoreBack = current.Problem?.Code == AccountProblemCode.StoreUnavailable;
        return await _flights.JoinAsync(work, next => RunOneAsync(work, next, ignoresPause: isStoreBack));
    }

    private async Task<WorkOutcome?> ObtainCodeAsync(Action land)
    {
        var intent = new WorkIntent(WorkKind.ObtainCode);
        var now = clock.GetUtcNow();
        if (_codeErrand is null || cell.Current is not { State: AccountState.TwoFactorRequired, Challenge: { } challenge } || now >= challenge.ExpiresAt)
        {
            return await RunOneAsync(intent, land);
        }

        if (await _codeErrand.RunAsync(challenge, _stopping.Token) is { } obtained)
        {
            return await RunOneAsync(intent with { Obtained = obtained }, land);
        }

        land();
        if (!_stopping.IsCancellationRequested && cell.Current.State == AccountState.TwoFactorRequired)
        {
            // Another login is waited for by now.
            cell.Swap(current => current with { DueAt = clock.GetUtcNow() });
        }

        return null;
    }

    private async Task<WorkOutcome?> RunOneAsync(WorkIntent intent, Action land, bool ignoresPause = false)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            var now = clock.GetUtcNow();
            // What was answered is saved as soon as the store takes it.
            var holdsPause = !intent.IsOperators && !ignoresPause && !HasUnsaved;
            if (holdsPause && PausedUntil(cell.Current, intent, now) is { } pausedUntil && pausedUntil > now)
            {
                // The run before this one has just failed; the pause holds for everybody but an operator.
                land();
                cell.Swap(current => current.DueBy(pausedUntil, now));
                return null;
            }

            if (intent.Kind == WorkKind.Start && cell.Current.Started)
            {
                // A request was quicker and has asked the store already.
                land();
                return null;
            }

            var begun = Begin(intent);
            WorkReport report;
            try
            {
                using var limit = new CancellationTokenSource(WorkTimeLimit, clock);
                report = await NewWork().RunAsync(intent, Known(begun) with { LoginPausedUntil = holdsPause ? begun.LoginRetryAt : null }, limit.Token);
            }
            catch (Exception e)
            {
                // Whatever happened, the account must come up again at its next due time.
                _log.WorkBroke(e);
                report = AccountReports.Broken(begun.Session, e) with { Unsaved = _unsaved };
            }

            land();
            Apply(intent, report);
            return report.Outcome;
        }
        catch (Exception e)
        {
            // A defect outside the work itself: logged, and looked at again; one that recurs must not make a tight loop.
            land();
            _log.WorkBroke(e);
            cell.Swap(current => current with { DueAt = clock.GetUtcNow() + AccountReports.StoreRetryInterval });
            return null;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private AccountWork NewWork() =>
        new(account, protocol, store, credentials, _seenCredentials, ShowBudget, clock, jitter, logger);

    private static DateTimeOffset? PausedUntil(AccountSnapshot snapshot, WorkIntent intent, DateTimeOffset now) =>
        intent.IsAboutCode ? snapshot.LoginRetryAt : snapshot.RenewalPausedUntil(now);

    private Knowledge Known(AccountSnapshot snapshot) => new(snapshot.Session, snapshot.DeferredUntil, _records, _unsavedLogout) { Unsaved = _unsaved };

    private AccountSnapshot Begin(WorkIntent intent)
    {
        var now = clock.GetUtcNow();
        var isQuiet = intent.Kind == WorkKind.Logout || intent.IsAboutCode || HasUnsaved
            || (intent.Kind == WorkKind.Start && account.Login == LoginMoment.OnFirstRequest)
            || cell.Current.UsableSession(now) is not null
            || (cell.Current.State == AccountState.LoggedOut && intent.Kind is not (WorkKind.Login or WorkKind.ForcedLogin));
        return isQuiet ? cell.Current : cell.Swap(current => current with
        {
            State = current.State == AccountState.LoggingIn ? current.State : AccountTransitions.Next(current.State, AccountTrigger.WorkBegan),
            DueAt = null,
        });
    }

    // What was sent may hang for long; that it is spent is seen at once.
    private void ShowBudget(LoginLedger ledger)
    {
        var budget = LoginBudget.Of(account).Judge(ledger, clock.GetUtcNow());
        if (cell.Current.Budget != budget)
        {
            cell.Swap(current => current with { Budget = budget });
        }
    }

    private void Apply(WorkIntent intent, WorkReport report)
    {
        var now = clock.GetUtcNow();
        Volatile.Write(ref _records, report.Records ?? _records);
        Volatile.Write(ref _unsaved, report.Outcome is WorkOutcome.LoggedOut ? null : report.Unsaved);
        if (report.Outcome is WorkOutcome.LoggedOut(var mark))
        {
            Volatile.Write(ref _unsavedLogout, report.StoreDown ? mark : null);
        }
        else if (intent.Kind is WorkKind.Login or WorkKind.ForcedLogin)
        {
            Volatile.Write(ref _unsavedLogout, null);
        }

        var previous = cell.Current;
        var pauses = _pauses.After(previous, report, now);
        // A store that is there and refused the write has only given the lease to somebody else.
        var storeRetry = store.IsUp ? AccountReports.SaveRetryInterval : AccountReports.StoreRetryInterval;
        var next = cell.Swap(current => RefusalReports.Apply(
            current, AccountReports.Apply(current, report, account, now, pauses, storeRetry, jitter), intent, report.Outcome));
        _log.Tell(previous, next, report, now);
    }

    private async Task<WorkOutcome?> RecheckCredentialsAsync(Action land)
    {
        var read = await credentials.ReadAsync(account.Credentials, CancellationToken.None);
        var now = clock.GetUtcNow();
        if (read is CredentialResult.Found(var found) && _seenCredentials.IsNew(found, protocol.ReadLoginSetup()))
        {
            return await RunOneAsync(new WorkIntent(WorkKind.Renew, cell.Current.Session?.Version ?? 0), land);
        }

        land();
        cell.Swap(current => (current with
        {
            Problem = read is CredentialResult.Missing missing && current.State == AccountState.MissingCredentials
                ? AccountProblems.MissingCredentials(account.Name, missing.Detail)
                : current.Problem,
        }).DueBy(now + AccountReports.RecheckInterval, now));
        return null;
    }
}
