namespace Sandbox.Shared;

/// <summary>The calls that arrived, and how many of each operation; <paramref name="matches"/> says which operations a pattern covers.</summary>
internal sealed class CallJournal<TCall>(Func<string, string, bool> matches)
    where TCall : SandboxCall
{
    private const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<TCall> _calls = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Signal _added = new();

    public IReadOnlyList<TCall> Snapshot()
    {
        lock (_lock)
        {
            return [.. _calls];
        }
    }

    public IReadOnlyDictionary<string, int> Counts()
    {
        lock (_lock)
        {
            return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    public int Count(string pattern)
    {
        lock (_lock)
        {
            return _counts.Where(count => matches(pattern, count.Key)).Sum(count => count.Value);
        }
    }

    public void Add(TCall call)
    {
        lock (_lock)
        {
            _calls.Enqueue(call);
            _counts[call.Operation] = _counts.GetValueOrDefault(call.Operation) + 1;
            if (_calls.Count > MostKept)
            {
                _ = _calls.Dequeue();
            }
        }

        _added.Raise();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
            _counts.Clear();
        }
    }

    public Task UntilAsync(string pattern, int count, CancellationToken cancellationToken) =>
        _added.UntilAsync(() => Count(pattern) >= count, cancellationToken);
}
