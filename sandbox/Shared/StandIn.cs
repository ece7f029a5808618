namespace Sandbox.Shared;

/// <summary>What every stand-in for an upstream has: a clock, the journal of its calls, and a gate for what streams. Thread-safe.</summary>
/// <typeparam name="TCall">What the journal says of a call.</typeparam>
public abstract class StandIn<TCall>
    where TCall : SandboxCall
{
    private readonly CallJournal<TCall> _journal;
    private Gate _streamGate = new();
    private int _passwordAttempts;

    private protected StandIn(TimeProvider? clock, CallJournal<TCall> journal)
    {
        Clock = clock ?? TimeProvider.System;
        _journal = journal;
    }

    /// <summary>The last ten thousand calls, in order of arrival. A snapshot.</summary>
    public IReadOnlyList<TCall> Calls => _journal.Snapshot();

    /// <summary>How often a password was judged: what a lock-out would count.</summary>
    public int PasswordAttempts => Volatile.Read(ref _passwordAttempts);

    /// <summary>Holds <c>/api/v1/stream?gate=1</c> after its first event and gated uploads after their first piece.</summary>
    public Gate StreamGate => Volatile.Read(ref _streamGate);

    internal TimeProvider Clock { get; }

    /// <summary>The upstream's own idea of the time.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + ClockSkew;

    private protected abstract TimeSpan ClockSkew { get; }

    /// <summary>How many calls of this operation arrived; a pattern such as <c>any</c> counts all that it covers.</summary>
    public int Count(string operation) => _journal.Count(operation);

    /// <summary>Forgets the journal, its counts and <see cref="PasswordAttempts"/>.</summary>
    public void ClearCalls()
    {
        _journal.Clear();
        Volatile.Write(ref _passwordAttempts, 0);
    }

    /// <summary>Completes when so many calls of this operation have arrived, counted as <see cref="Count"/> does.</summary>
    public Task WaitForCallsAsync(string operation, int count = 1, CancellationToken cancellationToken = default) =>
        _journal.UntilAsync(operation, count, cancellationToken);

    /// <summary>Lets go the streams and uploads that are held now; later ones meet a new <see cref="StreamGate"/>.</summary>
    public void ReleaseStreams() => Interlocked.Exchange(ref _streamGate, new Gate()).Release();

    internal void Record(TCall call) => _journal.Add(call);

    internal IReadOnlyDictionary<string, int> Counts() => _journal.Counts();

    internal void CountPasswordAttempt() => Interlocked.Increment(ref _passwordAttempts);
}
