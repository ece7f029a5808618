using System.Globalization;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One day of more replicas and accounts than anybody has; in a class of its own, so that it runs beside the many small ones.</summary>
public sealed class LargeSimulationTests(ITestOutputHelper output)
{
    // One whose faults hit some of the replicas: where the store is away from all ten thousand accounts for an hour, the day takes minutes.
    // Other days by GATEWAY_SIMULATION_FIRST.
    private const int Seed = 4;

    [Fact]
    public void Fifty_replicas_keep_their_promises_to_two_hundred_accounts_for_a_day()
    {
        var plan = new SimulationPlan(SimulationPlan.Setting("GATEWAY_SIMULATION_FIRST") ?? Seed)
        {
            Replicas = 50,
            Accounts = 200,
            MostFaults = 3,
            RequestEvery = TimeSpan.FromHours(1),
            LookEvery = TimeSpan.FromMinutes(10),
        };

        var result = Simulation.Run(plan);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Faults.Count} faults, {result.Logins} logins, {result.Refreshes} refreshes."));
        Assert.True(result.Violations.Count == 0, result.ToString());
        Assert.InRange(result.Refreshes, plan.Accounts * 20, plan.Accounts * 30);
    }
}
