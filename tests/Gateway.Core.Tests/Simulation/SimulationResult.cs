using System.Globalization;

namespace Gateway.Core.Tests.Simulation;

/// <summary>How one simulated day went.</summary>
internal sealed record SimulationResult(
    SimulationPlan Plan,
    IReadOnlyList<string> Violations,
    IReadOnlyList<Fault> Faults,
    IReadOnlyDictionary<string, int> Explained,
    int Logins,
    int Refreshes,
    int Requests,
    ulong Digest)
{
    public long Steps { get; init; }

    /// <summary>What happened to the account that was followed.</summary>
    public IReadOnlyList<string> Story { get; init; } = [];

    /// <summary>Everything that a person needs to see it again.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Seed {Plan.Seed} ({Plan.Replicas} replicas, {Plan.Accounts} accounts) broke {Violations.Count} promises. Again: bench/simulate 1 {Plan.Seed}"),
            .. Violations.Take(10).Select(violation => $"  broken: {violation}"),
            .. Story,
            .. Faults.Take(60).Select(fault => $"  fault:  {fault}"),
        ]);
}
