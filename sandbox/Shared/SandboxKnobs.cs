namespace Sandbox.Shared;

/// <summary>What a test or a user may turn while a stand-in runs, and the misbehaviours it was told to act out. Thread-safe.</summary>
public abstract class SandboxKnobs : Guarded
{
    private readonly Lock _lock = new();
    private readonly List<MisbehaviourRule> _rules = [];

    /// <summary>
    /// Makes calls go wrong. <paramref name="operation"/> is one that the stand-in names;
    /// <paramref name="times"/> null means forever. Rules apply in the order in which they were made, one per call.
    /// </summary>
    public void Misbehave(string operation, Misbehaviour misbehaviour, int? times = 1)
    {
        ArgumentNullException.ThrowIfNull(misbehaviour);
        if (!Knows(operation))
        {
            throw new ArgumentException($"'{operation}' is not an operation.", nameof(operation));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(times ?? 1, 1, nameof(times));
        lock (_lock)
        {
            _rules.Add(new MisbehaviourRule(operation, misbehaviour, times));
        }
    }

    /// <summary>Holds the next calls of an operation, before or after it takes effect, until the gate that it gives is released.</summary>
    public Gate Hold(string operation, int? times = 1, bool afterEffect = false)
    {
        var gate = new Gate();
        Misbehave(operation, Misbehaviour.Hold(gate) with { AfterEffect = afterEffect }, times);
        return gate;
    }

    /// <summary>Ends every misbehaviour, or those made for this operation. Requests that are held already stay held.</summary>
    public void Behave(string? operation = null)
    {
        lock (_lock)
        {
            _ = _rules.RemoveAll(rule => operation is null || rule.Operation == operation);
        }
    }

    /// <summary>What the next call of this operation will meet.</summary>
    public Misbehaviour MisbehaviourFor(string operation)
    {
        lock (_lock)
        {
            return Find_NeedsLock(operation)?.Misbehaviour ?? Misbehaviour.None;
        }
    }

    internal Misbehaviour TakeMisbehaviour(string operation)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(operation) is not { } rule)
            {
                return Misbehaviour.None;
            }

            if (rule.Left is { } left)
            {
                rule.Left = left - 1;
                if (left == 1)
                {
                    _ = _rules.Remove(rule);
                }
            }

            return rule.Misbehaviour;
        }
    }

    internal IReadOnlyList<(string Operation, Misbehaviour Misbehaviour, int? Left)> Rules()
    {
        lock (_lock)
        {
            return [.. _rules.Select(rule => (rule.Operation, rule.Misbehaviour, rule.Left))];
        }
    }

    private MisbehaviourRule? Find_NeedsLock(string operation) =>
        _rules.Find(rule => Matches(rule.Operation, operation));

    /// <summary>The operations that <see cref="Misbehave"/> takes, for people.</summary>
    internal abstract string OperationNames { get; }

    internal abstract bool Knows(string operation);

    private protected abstract bool Matches(string pattern, string operation);
}
