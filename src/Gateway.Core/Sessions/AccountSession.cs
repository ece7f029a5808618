using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// One account as requests, operators and the scheduler see it: readers take an immutable snapshot, and whoever wants something done
/// asks the <see cref="AccountWorker"/> and waits.
/// </summary>
internal sealed class AccountSession : IAccountSession, IDisposable
{
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestLookDelay = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly Jitter _jitter;
    private readonly SnapshotCell _cell;
    private readonly AccountWorker _worker;
    private readonly DueWork _due;

    public AccountSession(
        AccountDefinition definition,
        IUpstreamProtocol protocol,
        ISessionStore store,
        ICredentialSource credentials,
        TimeProvider clock,
        Jitter jitter,
        ILogger<AccountSession> logger,
        AccountSession? predecessor = null,
        bool isSameUser = false)
    {
        Definition = definition;
        Protocol = protocol;
        _clock = clock;
        _jitter = jitter;
        var before = predecessor?.Snapshot;
        _cell = new SnapshotCell(new AccountSnapshot
        {
            Budget = new LoginBudgetStatus(definition.LoginBudget, definition.LoginBudget, null),
            // After a change of settings the token goes on serving while the store is asked whether it still may.
            Session = isSameUser && before?.State != AccountState.LoggedOut ? before?.Session : null,
            Counters = before?.Counters ?? new AccountCounters(),
            DueAt = clock.GetUtcNow(),
        });
        _worker = new AccountWorker(definition, protocol, store, credentials, _cell, clock, jitter, logger, predecessor?._worker);
        _due = new DueWork(definition, _cell, _worker, clock);
    }

    public event Action<AccountSnapshot>? Changed
    {
        add => _cell.Changed += value;
        remove => _cell.Changed -= value;
    }

    public AccountDefinition Definition { get; }

    public IUpstreamProtocol Protocol { get; }

    public AccountSnapshot Snapshot => _cell.Current;

    private AccountName Name => Definition.Name;

    public ValueTask<TokenLookup> GetTokenAsync(CancellationToken cancellationToken)
    {
        var session = Snapshot.UsableSession(_clock.GetUtcNow());
        return session is not null ? new(new TokenLookup(session)) : new(WaitForTokenAsync(cancellationToken));
    }

    public async ValueTask<Session?> ReplaceRefusedAsync(long refusedVersion, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        if (snapshot.UsableSession(now) is not { } current)
        {
            // It expired meanwhile, or was taken away: what holds for any request holds for this one.
            var lookup = await GetTokenAsync(cancellationToken);
            return lookup.IsAvailable && lookup.Session.Version != refusedVersion ? lookup.Session : null;
        }

        if (current.Version != refusedVersion)
        {
            return current;
        }

        if (!snapshot.Refusals.AllowsRefresh(current, now))
        {
            return null;
        }

        try
        {
            await _worker.RunAsync(new WorkIntent(WorkKind.Replace, refusedVersion)).WaitAsync(RequestPatience, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return Snapshot.UsableSession(_clock.GetUtcNow()) is { } next && next.Version != refusedVersion ? next : null;
    }

    public void NoteReplay(long version, ReplayOutcome outcome) => _worker.NoteReplay(version, outcome);

    public async Task<AccountProblem?> LoginAsync(bool force, CancellationToken cancellationToken)
    {
        // Only a forced login must bring a token that was not there before.
        var version = force ? Snapshot.Session?.Version ?? 0 : 0;
        await _worker.RunAsync(new WorkIntent(force ? WorkKind.ForcedLogin : WorkKind.Login)).WaitAsync(cancellationToken);
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
        await _worker.RunAsync(new WorkIntent(WorkKind.Refresh, version)).WaitAsync(cancellationToken);
        return ProblemUnlessNewerThan(version);
    }

    public async Task<CodeSubmission> SubmitCodeAsync(Secret code, CancellationToken cancellationToken)
    {
        if (CodeText.Read(code.Reveal()) is not { } readable)
        {
            return new CodeSubmission.Wrong("That is no code: one has 1 to 64 letters and digits (A to Z, 0 to 9). It was not sent, and no attempt is counted.");
        }

        var outcome = await _worker.RunAsync(new WorkIntent(WorkKind.Confirm, Code: readable)).WaitAsync(cancellationToken);
        var snapshot = Snapshot;
        return outcome switch
        {
            WorkOutcome.Usable or WorkOutcome.NeedsCode { IsNext: true } => new CodeSubmission.Accepted(),
            WorkOutcome.WrongCode => new CodeSubmission.Wrong(snapshot.Problem?.Detail ?? string.Empty),
            WorkOutcome.NoCodeExpected(var detail) => new CodeSubmission.NotExpected(detail),
            WorkOutcome.NeedsCode or WorkOutcome.CodeUnsettled => new CodeSubmission.NotExpected(snapshot.Problem?.Detail ?? string.Empty),
            _ => new CodeSubmission.Failed(ProblemOf(snapshot, _clock.GetUtcNow())),
        };
    }

    public async Task<AccountProblem?> ResendCodeAsync(CancellationToken cancellationToken)
    {
        var outcome = await _worker.RunAsync(new WorkIntent(WorkKind.Resend)).WaitAsync(cancellationToken);
        return outcome is WorkOutcome.NeedsCode or WorkOutcome.Usable ? null
            : outcome is WorkOutcome.NoCodeExpected(var detail) ? new AccountProblem(AccountProblemCode.NoCodeExpected, detail)
            : ProblemOf(Snapshot, _clock.GetUtcNow());
    }

    public async Task<AccountProblem?> UnlockAsync(CancellationToken cancellationToken)
    {
        var outcome = await _worker.RunAsync(new WorkIntent(WorkKind.Unlock)).WaitAsync(cancellationToken);
        var now = _clock.GetUtcNow();
        return outcome is WorkOutcome.Failed(_, WorkStage.Store) ? ProblemOf(Snapshot, now)
            // The logout holds, here; nothing was unlocked.
            : _worker.UnsavedLogout is not null ? AccountProblems.StoreDown(Name, hasToken: false, now + AccountReports.StoreRetryInterval)
            : null;
    }

    public async Task<AccountProblem?> LogoutAsync(CancellationToken cancellationToken)
    {
        await _worker.RunAsync(new WorkIntent(WorkKind.Logout)).WaitAsync(cancellationToken);
        var snapshot = Snapshot;
        return snapshot.State != AccountState.LoggedOut ? ProblemOf(snapshot, _clock.GetUtcNow())
            : _worker.UnsavedLogout is null ? null
            : AccountProblems.LogoutNotSaved(Name, _clock.GetUtcNow() + AccountReports.StoreRetryInterval);
    }

    /// <summary>The scheduler's call at <see cref="AccountSnapshot.DueAt"/>. Starts what is due and returns at once.</summary>
    internal void OnDue() => _due.Start();

    /// <summary>The settings were read again: what they mean for this account may have changed, though its own have not.</summary>
    internal void Reconsider()
    {
        if (Snapshot is { Started: true, State: AccountState.Active })
        {
            _ = _worker.RunAsync(new WorkIntent(WorkKind.Renew));
        }
    }

    /// <summary>Another gateway changed something in the store.</summary>
    internal void OnStoreChanged() => _ = _worker.TakeOverAsync();

    /// <summary>The store went away. Nobody's work has failed for it yet, but operators are to know.</summary>
    internal void OnStoreAway(string reason)
    {
        var error = new AccountError(AccountProblemCode.StoreUnavailable, reason, _clock.GetUtcNow());
        _cell.Swap(current => current with { StoreDown = true, LastError = error });
    }

    /// <summary>The store is back and may have changed or lost everything. All accounts and replicas hear of it in one moment, so each waits for its own, but for those that have something to bring.</summary>
    internal async Task OnStoreBackAsync()
    {
        if (!_worker.HasUnsavedSession && !_worker.HasUnsaved)
        {
            await Task.Delay(_jitter.UpTo(LongestLookDelay), _clock);
        }

        await _worker.TakeOverAsync();
    }

    /// <summary>Waits for work that is running, so that a token that was just paid for is saved before the process ends.</summary>
    internal Task EndAsync()
    {
        _worker.Stop();
        return _worker.WhenIdleAsync();
    }

    public void Dispose() => _worker.Dispose();

    private async Task<TokenLookup> WaitForTokenAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        var isWorking = _worker.IsBusy;
        if (snapshot.NeedsAPerson || (!isWorking && snapshot.RetryAt > now))
        {
            return new TokenLookup(ProblemOf(snapshot, now));
        }

        try
        {
            await GetWorkDoneAsync(isWorking, snapshot).WaitAsync(RequestPatience, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new TokenLookup(AccountProblems.StillWorking(Name, _clock.GetUtcNow() + TimeSpan.FromSeconds(1)));
        }

        now = _clock.GetUtcNow();
        snapshot = Snapshot;
        return snapshot.UsableSession(now) is { } session ? new TokenLookup(session) : new TokenLookup(ProblemOf(snapshot, now));
    }

    private async Task GetWorkDoneAsync(bool isWorking, AccountSnapshot snapshot)
    {
        if (isWorking)
        {
            await _worker.WhenIdleAsync();
            snapshot = Snapshot;
            var now = _clock.GetUtcNow();
            if (snapshot.UsableSession(now) is not null || snapshot.NeedsAPerson || snapshot.RetryAt > now)
            {
                return;
            }

            // What ran was somebody else's wish and brought no token.
        }

        await _worker.RunAsync(new WorkIntent(WorkKind.Renew, snapshot.Session?.Version ?? 0));
    }

    private AccountProblem? ProblemUnlessNewerThan(long version)
    {
        var now = _clock.GetUtcNow();
        var snapshot = Snapshot;
        var token = snapshot.UsableSession(now);
        return token?.Version > version ? null
            : token is not null && snapshot.StoreDown && snapshot.Problem is null
                ? AccountProblems.StoreDown(Name, hasToken: true, now + AccountReports.StoreRetryInterval)
            : ProblemOf(snapshot, now);
    }

    private AccountProblem ProblemOf(AccountSnapshot snapshot, DateTimeOffset now) => AccountProblems.Of(Name, snapshot, now);
}
