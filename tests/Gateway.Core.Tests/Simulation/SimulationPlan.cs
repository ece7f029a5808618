using System.Globalization;

namespace Gateway.Core.Tests.Simulation;

/// <summary>What one simulated day is made of. Equal plans run equally, event by event.</summary>
/// <param name="Seed">Where all chance comes from.</param>
internal sealed record SimulationPlan(int Seed)
{
    public int Replicas { get; init; } = 4;

    public int Accounts { get; init; } = 6;

    /// <summary>The most faults that one replica meets; the seed chooses between none and this. One more of each kind can hit all of them.</summary>
    public int MostFaults { get; init; } = 12;

    public TimeSpan Length { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The end of the day, in which nothing goes wrong and everything must have healed.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromMinutes(150);

    /// <summary>How often a bot asks each replica for each account's token and uses it.</summary>
    public TimeSpan RequestEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often it is looked whether every replica has a token for every account.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The account whose story is written down; null for none.</summary>
    public int? Follow { get; init; }

    public int LoginBudget { get; init; } = 5;

    public TimeSpan LoginBudgetWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A number that whoever repeats a run sets in the environment; null if unset.</summary>
    public static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
