using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Timing;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// The one state machine of an account. Readers take an immutable snapshot by a volatile read; all work runs one piece at a time in
/// detached flights that callers can wait for and cannot cancel; each report is turned into the next snapshot in one place.
/// </summary>
internal sealed class AccountSession : IAccountSession, IDisposable
{
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WorkTimeLimit = TimeSpan.FromSeconds(90);

    private readonly ISessionStore _store;
    private readonly ICredentialSource _credentials;
    private readonly TimeProvider _clock;
    private readonly Jitter _jitter;
    private readonly ILogger _logger;
    private readonly AccountLog _log;
    private readonly SingleFlight<WorkIntent, WorkOutcome?> _flights;
    private readonly ITwoFactorCodeSource? _codeSource;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CredentialMemo _seenCredentials = new();

    private AccountSnapshot _snapshot;
    private LogoutMark? _unsavedLogout;
    private int _failuresInARow;

    public AccountSession(
        AccountDefinition definition,
        IUpstreamProtocol protocol,
        ISessionStore store,
        ICredentialSource credentials,
        TimeProvider clock,
        Jitter jitter,
        ILogger<AccountSession> logger,
        AccountSnapshot? predecessor = null)
    {
        Definition = definition;
        Protocol = protocol;
        _store = store;
        _credentials = credentials;
        _clock = clock;
        _jitter = jitter;
        _logger = logger;
        _log = new AccountLog(logger, definition.Name);
        _flights = new SingleFlight<WorkIntent, WorkOutcome?>(clock, WorkTimeLimit);
        _codeSource = TwoFactorCodeSources.Create(definition.TwoFactor, clock);
        _snapshot = new AccountSnapshot
        {
            Budget = new LoginBudgetStatus(definition.LoginBudget, definition.LoginBudget, null),
            // After a change of settings the token goes on serving while the store is asked whether it still may.
            Session = predecessor?.State == AccountState.LoggedOut ? null : predecessor?.Session,
            Counters = predecessor?.Counters ?? new AccountCounters(),
            DueAt = clock.GetUtcNow(),
        };
    }

    public event Action<AccountSnapshot>? Changed;

    public AccountDefinition Definition { get; }

    public IUpstreamProtocol Protocol { get; }

    public AccountSnapshot Snapshot => Volatile.Read(ref _snapshot);

    private AccountName Name => Definition.Name;

    public ValueTask<TokenLookup> GetTokenAsync(CancellationToken cancellationToken)
    {
        var session = Snapshot.UsableSession(_clock.GetUtcNow());
        return session is not null ? new(new TokenLookup(session)) : new(WaitForTokenAsync(cancellationToken));
    }

    public async Task<AccountProblem?> LoginAsync(bool force, CancellationToken cancellationToken)
    {
        // Only a forced login must bring a token that was not there before.
        var version = force ? Snapshot.Session?.Version ?? 0 : 0;
        await WorkAsync(new WorkIntent(force ? WorkKind.ForcedLogin : WorkKind.Login)).WaitAsync(cancellationToken);
        return ProblemUnlessNewerThan(version);
    }

    public async Task<AccountProblem?> RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Snapshot;
        if (before.State == AccountState.LoggedOut)
        {
            return ProblemOf(before, _clock.GetUtcNow());
        }

        var version = before.Session?.Version ?? 0;
        await WorkAsync(new WorkIntent(WorkKind.Refresh, version)).WaitAsync(cancellationToken);
        return ProblemUnlessNewerThan(version);
    }

    public async Task<CodeSubmission> SubmitCodeAsync(Secret code, CancellationToken cancellationToken)
    {
        var outcome = await WorkAsync(new WorkIntent(WorkKind.Confirm, Code: code)).WaitAsync(cancellationToken);
        var snapshot = Snapshot;
        return outcome switch
        {
            WorkOutcome.Usable => new CodeSubmission.Accepted(),
            WorkOutcome.WrongCode => new CodeSubmission.Wrong(snapshot.Problem?.Detail ?? string.Empty),
            WorkOutcome.NoCodeExpected(var detail) => new CodeSubmission.NotExpected(detail),
            WorkOutcome.NeedsCode => new CodeSubmission.NotExpected(snapshot.Problem?.Detail ?? string.Empty),
            _ => new CodeSubmission.Failed(ProblemOf(snapshot, _clock.GetUtcNow())),
        };
    }

    public async Task<AccountProblem?> ResendCodeAsync(CancellationToken cancellationToken)
    {
        var outcome = await WorkAsync(new WorkIntent(WorkKind.Resend)).WaitAsync(cancellationToken);
        return outcome is WorkOutcome.NeedsCode or WorkOutcome.Usable ? null
            : outcome is WorkOutcome.NoCodeExpected(var detail) ? new AccountProblem(AccountProblemCode.NoCodeExpected, detail)
            : ProblemOf(Snapshot, _clock.GetUtcNow());
    }

    public async Task<AccountProblem?> UnlockAsync(CancellationToken cancellationToken)
    {
        var outcome = await WorkAsync(new WorkIntent(WorkKind.Unlock)).WaitAsync(cancellationToken);
        return outcome is WorkOutcome.Failed(_, WorkStage.Store) ? ProblemOf(Snapshot, _clock.GetUtcNow()) : null;
    }

    public async Task<AccountProblem?> LogoutAsync(CancellationToken cancellationToken)
    {
        await WorkAsync(new WorkIntent(WorkKind.Logout)).WaitAsync(cancellationToken);
        var snapshot = Snapshot;
        return snapshot.State != AccountState.LoggedOut ? ProblemOf(snapshot, _clock.GetUtcNow())
            : Volatile.Read(ref _unsavedLogout) is null ? null
            : AccountProblems.LogoutNotSaved(Name, _clock.GetUtcNow() + AccountReports.StoreRetryInterval);
    }

    /// <summary>The scheduler's call at <see cref="AccountSnapshot.DueAt"/>. Starts what is due and returns at once.</summary>
    internal void OnDue()
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        if (snapshot.DueAt is not { } due || due > now)
        {
            return;
        }

        if (!snapshot.Started)
        {
            _ = WorkAsync(new WorkIntent(WorkKind.Start));
        }
        else if (snapshot.State is AccountState.MissingCredentials or AccountState.Rejected)
        {
            _ = _flights.JoinAsync(new WorkIntent(WorkKind.Recheck), RecheckCredentialsAsync);
        }
        else if (snapshot.State == AccountState.TwoFactorRequired && _codeSource is not null)
        {
            _ = WorkAsync(new WorkIntent(WorkKind.ObtainCode));
        }
        else if (snapshot.State == AccountState.TwoFactorRequired && snapshot.Challenge is { } challenge && now >= challenge.ExpiresAt)
        {
            Swap(current => current with { Problem = AccountProblems.NeedsCode(Name, challenge, Definition.TwoFactor, null, now), DueAt = null });
        }
        else if (snapshot is { State: AccountState.Active, RetryAt: { } retryAt } && retryAt > now && snapshot.UsableSession(now) is null)
        {
            // The token ended during a pause.
            Swap(current => current with
            {
                State = AccountTransitions.Next(current.State, AccountTrigger.TokenExpired),
                Problem = ProblemOf(current, now),
                DueAt = retryAt,
            });
        }
        else
        {
            _ = WorkAsync(new WorkIntent(WorkKind.Renew, snapshot.VersionToReplace(now)));
        }
    }

    /// <summary>Waits for work that is running, so that a token that was just paid for is saved before the process ends.</summary>
    internal Task WhenIdleAsync() => _flights.WhenIdleAsync();

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<TokenLookup> WaitForTokenAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        var isWorking = _flights.IsBusy;
        if (snapshot.NeedsAPerson || (!isWorking && snapshot.RetryAt > now))
        {
            return new TokenLookup(ProblemOf(snapshot, now));
        }

        var work = isWorking ? _flights.WhenIdleAsync() : WorkAsync(new WorkIntent(WorkKind.Renew, snapshot.Session?.Version ?? 0));
        try
        {
            await work.WaitAsync(RequestPatience, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new TokenLookup(AccountProblems.StillWorking(Name, _clock.GetUtcNow() + TimeSpan.FromSeconds(1)));
        }

        now = _clock.GetUtcNow();
        snapshot = Snapshot;
        return snapshot.UsableSession(now) is { } session ? new TokenLookup(session) : new TokenLookup(ProblemOf(snapshot, now));
    }

    private AccountProblem? ProblemUnlessNewerThan(long version)
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        return snapshot.State == AccountState.Active && snapshot.UsableSession(now)?.Version > version ? null : ProblemOf(snapshot, now);
    }

    private AccountProblem ProblemOf(AccountSnapshot snapshot, DateTimeOffset now) =>
        snapshot.Problem ?? AccountProblems.TokenExpired(Name, snapshot.LastError, snapshot.RetryAt ?? now + TimeSpan.FromSeconds(1));

    private Task<WorkOutcome?> WorkAsync(WorkIntent intent) => _flights.JoinAsync(intent, (land, token) => RunOneAsync(intent, land, token));

    private async Task<WorkOutcome?> RunOneAsync(WorkIntent intent, Action land, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!intent.IsOperators && Snapshot.RetryAt > _clock.GetUtcNow())
            {
                // The run before this one has just failed; the pause holds for everybody but an operator.
                land();
                Swap(current => current with { DueAt = current.RetryAt });
                return null;
            }

            var begun = Begin(intent);
            WorkReport report;
            try
            {
                var work = new AccountWork(Definition, Protocol, _store, _credentials, _seenCredentials, _codeSource, _clock, _jitter, _logger);
                report = await work.RunAsync(intent, begun.Session, _unsavedLogout, cancellationToken);
            }
            catch (Exception e)
            {
                // Whatever happened, the account must come up again at its next due time.
                _log.WorkBroke(e);
                report = AccountReports.Broken(begun.Session, e);
            }

            land();
            Apply(intent, report);
            return report.Outcome;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private AccountSnapshot Begin(WorkIntent intent)
    {
        var now = _clock.GetUtcNow();
        var isQuiet = intent.Kind is WorkKind.Logout or WorkKind.Confirm or WorkKind.ObtainCode or WorkKind.Resend
            || (intent.Kind == WorkKind.Start && Definition.Login == LoginMoment.OnFirstRequest)
            || Snapshot.UsableSession(now) is not null
            || (Snapshot.State == AccountState.LoggedOut && intent.Kind is not (WorkKind.Login or WorkKind.ForcedLogin));
        return isQuiet ? Snapshot : Swap(current => current with
        {
            State = AccountTransitions.Next(current.State, AccountTrigger.WorkBegan),
            DueAt = null,
        });
    }

    private void Apply(WorkIntent intent, WorkReport report)
    {
        var now = _clock.GetUtcNow();
        if (report.Outcome is WorkOutcome.LoggedOut(var mark))
        {
            Volatile.Write(ref _unsavedLogout, report.StoreDown ? mark : null);
        }
        else if (intent.Kind is WorkKind.Login or WorkKind.ForcedLogin)
        {
            Volatile.Write(ref _unsavedLogout, null);
        }

        _failuresInARow = report.Outcome is WorkOutcome.Failed or WorkOutcome.CodeNotGiven or WorkOutcome.WrongCode ? _failuresInARow + 1 : 0;
        DateTimeOffset? retryAt = report.Outcome switch
        {
            // Asking the store again hurts nobody, unlike another password.
            WorkOutcome.Failed(_, WorkStage.Store) => now + AccountReports.StoreRetryInterval,
            WorkOutcome.Failed(var failure, _) => now + Backoff.Pause(_failuresInARow, failure.RetryAfter, _jitter),
            WorkOutcome.CodeNotGiven(_, var failure) => now + Backoff.Pause(_failuresInARow, failure.RetryAfter, _jitter),
            WorkOutcome.WrongCode => now + Backoff.Pause(_failuresInARow, null, _jitter),
            _ => null,
        };
        var previous = Snapshot;
        var next = Swap(current => AccountReports.Apply(current, report, Definition, now, retryAt, _jitter));
        _log.Tell(previous, next, report);
    }

    private async Task<WorkOutcome?> RecheckCredentialsAsync(Action land, CancellationToken cancellationToken)
    {
        var read = await _credentials.ReadAsync(Definition.Credentials, cancellationToken);
        var now = _clock.GetUtcNow();
        if (read is CredentialResult.Found(var found) && _seenCredentials.IsNew(found))
        {
            return await RunOneAsync(new WorkIntent(WorkKind.Renew, Snapshot.Session?.Version ?? 0), land, cancellationToken);
        }

        land();
        Swap(current => current with
        {
            DueAt = now + AccountReports.RecheckInterval,
            Problem = read is CredentialResult.Missing missing && current.State == AccountState.MissingCredentials
                ? AccountProblems.MissingCredentials(Name, missing.Detail)
                : current.Problem,
        });
        return null;
    }

    private AccountSnapshot Swap(Func<AccountSnapshot, AccountSnapshot> change)
    {
        // Writers are the one piece of work that runs and the scheduler's due call; the loop settles the rare race between them.
        AccountSnapshot current, next;
        do
        {
            current = Snapshot;
            next = change(current);
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _snapshot, next, current), current));

        Changed?.Invoke(next);
        return next;
    }
}
