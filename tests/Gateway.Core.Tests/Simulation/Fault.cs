namespace Gateway.Core.Tests.Simulation;

/// <summary>Something that went wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Replica">Where; null for everywhere.</param>
/// <param name="From">When it began, since the start of the day.</param>
/// <param name="To">When it was over.</param>
internal sealed record Fault(FaultKind Kind, int? Replica, TimeSpan From, TimeSpan To)
{
    public bool Overlaps(TimeSpan from, TimeSpan to) => From <= to && To >= from;

    public override string ToString() => $"{From:c} to {To:c} {Kind} {(Replica is { } one ? $"at replica {one}" : "everywhere")}";
}
