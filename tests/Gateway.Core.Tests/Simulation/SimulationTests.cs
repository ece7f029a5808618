using System.Diagnostics;
using System.Globalization;

namespace Gateway.Core.Tests.Simulation;

/// <summary>
/// Days of many replicas on one store, with everything going wrong that can. bench/simulate runs more seeds than fit here; a seed that
/// fails is printed and does the same again.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int MostSeeds = 2000;
    private const int LeastSeeds = 100;
    private static readonly TimeSpan TimeForSeeds = TimeSpan.FromSeconds(45);

    [Fact]
    public void Every_promise_holds_through_days_of_crashes_pauses_partitions_and_losses()
    {
        var first = SimulationPlan.Setting("GATEWAY_SIMULATION_FIRST") ?? FirstSeed;
        var wanted = SimulationPlan.Setting("GATEWAY_SIMULATION_SEEDS");
        var watch = Stopwatch.StartNew();
        var failed = new List<SimulationResult>();
        var explained = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (done, logins, refreshes, requests, faults, steps) = (0, 0, 0, 0L, 0, 0L);
        while (wanted is { } count ? done < count : done < LeastSeeds || (done < MostSeeds && watch.Elapsed < TimeForSeeds))
        {
            var result = Simulation.Run(new SimulationPlan(first + done++) { Follow = SimulationPlan.Setting("GATEWAY_SIMULATION_FOLLOW") });
            steps += result.Steps;
            (logins, refreshes, requests, faults) = (logins + result.Logins, refreshes + result.Refreshes, requests + result.Requests, faults + result.Faults.Count);
            foreach (var (what, times) in result.Explained)
            {
                explained[what] = explained.GetValueOrDefault(what) + times;
            }

            if (result.Violations.Count > 0)
            {
                failed.Add(result);
                if (failed.Count == 5)
                {
                    break;
                }
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} days in {watch.Elapsed.TotalSeconds:0.0} s: {faults} faults, {logins} logins, {refreshes} refreshes, {requests} requests, {steps} steps."));
        output.WriteLine($"Explained by faults: {string.Join(", ", explained.Select(one => $"{one.Key} {one.Value}"))}");
        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed));
        // Chance that never reaches the hard places proves nothing.
        Assert.True(wanted is not null || (explained.ContainsKey("token again") && explained.ContainsKey("second session")), "No hard place was reached.");
    }

    [Fact]
    public void Without_faults_there_is_one_login_and_no_more_refreshes_than_tokens()
    {
        var result = Simulation.Run(new SimulationPlan(7) { MostFaults = 0 });

        Assert.Empty(result.Violations);
        Assert.Empty(result.Explained);
        Assert.Equal(result.Plan.Accounts, result.Logins);
        // One token an hour: the last minute of each belongs to the next.
        Assert.InRange(result.Refreshes, result.Plan.Accounts * 24, result.Plan.Accounts * 25);
    }

    [Fact]
    public void A_seed_repeats_itself_event_by_event()
    {
        var plan = new SimulationPlan(11);

        var one = Simulation.Run(plan);
        var other = Simulation.Run(plan);

        Assert.NotEmpty(one.Faults);
        Assert.Equal(one.Digest, other.Digest);
        Assert.Equal(one.Faults, other.Faults);
        Assert.NotEqual(one.Digest, Simulation.Run(new SimulationPlan(12)).Digest);
    }
}
