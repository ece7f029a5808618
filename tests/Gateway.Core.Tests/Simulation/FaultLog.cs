namespace Gateway.Core.Tests.Simulation;

/// <summary>What went wrong so far, so that it can be told whether it explains what was seen.</summary>
internal sealed class FaultLog
{
    private readonly List<Fault> _all = [];

    public IReadOnlyList<Fault> All => _all;

    public void Add(Fault fault) => _all.Add(fault);

    /// <summary>True if a fault of one of the kinds, at the replica or everywhere, overlapped the time; no kinds named means any.</summary>
    public bool Touched(int replica, TimeSpan from, TimeSpan to, params ReadOnlySpan<FaultKind> kinds)
    {
        foreach (var fault in _all)
        {
            if ((fault.Replica is null || fault.Replica == replica) && fault.Overlaps(from, to) && (kinds.IsEmpty || kinds.Contains(fault.Kind)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a fault of the kind, at this replica alone, overlapped the time.</summary>
    public bool TouchedOnly(int replica, TimeSpan from, TimeSpan to, FaultKind kind) =>
        _all.Exists(fault => fault.Replica == replica && fault.Kind == kind && fault.Overlaps(from, to));

    public IEnumerable<Fault> At(int replica) => _all.Where(fault => fault.Replica == replica);
}
