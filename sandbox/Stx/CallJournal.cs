namespace Sandbox.Stx;

internal sealed class CallJournal
{
    private const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<StxCall> _calls = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Signal _added = new();

    public IReadOnlyList<StxCall> Snapshot()
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
            return _counts.Where(count => StxOperations.Matches(pattern, count.Key)).Sum(count => count.Value);
        }
    }

    public void Add(StxCall call)
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
