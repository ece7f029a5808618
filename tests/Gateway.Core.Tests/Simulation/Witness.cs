using System.Globalization;
using Gateway.Core.Sessions;

namespace Gateway.Core.Tests.Simulation;

/// <summary>
/// Holds what was promised against what is seen. A promise may be broken only where a fault explains it, and the explanations are
/// the ones that docs/many-gateways.md gives.
/// </summary>
internal sealed class Witness(World world, SimulationPlan plan, FaultLog faults, SharedStore store)
{
    // How long a fault is felt after its end: the longest pause between tries, a lease that runs out, a step of an authenticator.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan AroundSaving = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Imprecision = TimeSpan.FromSeconds(5);

    // The last quarter of a minute, in which who cannot reach the store refreshes without it.
    private static readonly TimeSpan LastQuarter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LeaseLife = TimeSpan.FromSeconds(10);

    // How long a session that was ended can lie unused until somebody finds out.
    private static readonly TimeSpan UnnoticedEnd = StrictUpstream.AccessLife;

    private readonly Dictionary<int, List<(TimeSpan Recorded, TimeSpan Seen)>> _attempts = [];
    private readonly Dictionary<int, TimeSpan> _lastEnd = [];

    public List<string> Violations { get; } = [];

    /// <summary>What was seen that a fault explains; a simulation that never sees any proves little.</summary>
    public Dictionary<string, int> Explained { get; } = [];

    public void SawAttempt(UpstreamUser user, int replica)
    {
        var now = world.Now;
        // The entry in the ledger is made before the attempt; a replica that stood still in between sent it late.
        var recorded = faults.At(replica).Where(fault => fault.Kind == FaultKind.Pause && fault.Overlaps(now - Imprecision, now))
            .Select(fault => fault.From).Append(now).Min();
        if (!_attempts.TryGetValue(user.Number, out var attempts))
        {
            _attempts[user.Number] = attempts = [];
        }

        attempts.Add((recorded, now));
        var since = recorded - plan.LoginBudgetWindow + Imprecision;
        var counted = attempts.Count(attempt => attempt.Recorded > since && attempt.Recorded <= recorded);
        if (counted > plan.LoginBudget)
        {
            Judge(faults.Touched(replica, since, now, FaultKind.EmptyStore), "budget", user, $"attempt {counted} of {plan.LoginBudget} by replica {replica}");
        }
    }

    public void SawStepAgain(UpstreamUser user, int replica) =>
        Judge(faults.Touched(replica, world.Now - AroundSaving, world.Now, FaultKind.EmptyStore), "step again", user, $"by replica {replica}");

    /// <summary>
    /// A refresh token came a second time. That the store was away or lost everything explains it only where docs/many-gateways.md says
    /// so: at the end of the token's life, or for a gateway that alone was cut off before it could save.
    /// </summary>
    public void SawTokenAgain(UpstreamToken token, int replica)
    {
        var first = token.Spent!.Value;
        var now = world.Now;
        var late = token.At + StrictUpstream.AccessLife - LastQuarter - Imprecision;
        var isExplained = token.Family.IsRevoked
            || faults.Touched(first.By, first.At - AroundSaving, first.At + AroundSaving, FaultKind.Crash, FaultKind.Pause, FaultKind.NoUpstream)
            || faults.Touched(replica, first.At - AroundSaving, now, FaultKind.Pause)
            || faults.TouchedOnly(first.By, first.At - Imprecision, now, FaultKind.NoStore)
            || faults.Touched(first.By, late, now, FaultKind.NoStore)
            || faults.Touched(replica, late, now, FaultKind.NoStore)
            || (now > late && faults.Touched(replica, now - LeaseLife - Imprecision, now, FaultKind.EmptyStore));
        _lastEnd[token.Family.User.Number] = now;
        Judge(
            isExplained,
            "token again",
            token.Family.User,
            string.Create(CultureInfo.InvariantCulture, $"first by replica {first.By} at {first.At:c}, again by replica {replica}"));
    }

    /// <summary>One process works on an account one turn after the other; its leases rely on it.</summary>
    public void SawTwoAtOnce(string login, int replica) => Tell($"replica {replica} does two things at once with the upstream for {login}");

    /// <summary>A login came while an earlier session was alive.</summary>
    public void SawSecondSession(UpstreamSession living, int replica)
    {
        var newest = living.Newest!;
        Judge(
            WasUnsaved(newest.To, newest.At) || faults.Touched(replica, newest.At - AroundSaving, world.Now, FaultKind.EmptyStore),
            "second session",
            living.User,
            string.Create(CultureInfo.InvariantCulture, $"the living one came to replica {newest.To} at {newest.At:c}, the new one to replica {replica}"));
    }

    /// <summary>A replica had no token, or one that the upstream refused even after a renewal.</summary>
    public void SawNoToken(UpstreamUser user, int replica, AccountSnapshot snapshot, string how)
    {
        var since = world.Now - Aftermath;
        var isExplained = faults.Touched(replica, since, world.Now)
            || store.HoldersSince(Replica.NameOf(user.Number), since).Any(holder => faults.Touched(holder, since, world.Now))
            || (_lastEnd.TryGetValue(user.Number, out var ended) && world.Now - ended < UnnoticedEnd + Aftermath)
            || IsBudgetSpent(user, snapshot);
        Judge(isExplained, how, user, $"replica {replica}: {snapshot.State}, {snapshot.Problem?.Detail}");
    }

    /// <summary>At the end of the calm hours nothing explains anything but a budget that is spent.</summary>
    public void SawNotHealed(UpstreamUser user, int replica, AccountSnapshot snapshot, string how) =>
        Judge(IsBudgetSpent(user, snapshot), how, user, $"replica {replica}: {snapshot.State}, {snapshot.Problem?.Detail}");

    public void Tell(string violation) => Violations.Add($"{world.Now:c} {violation}");

    private bool IsBudgetSpent(UpstreamUser user, AccountSnapshot snapshot) =>
        snapshot.State == AccountState.BudgetExhausted && _attempts.TryGetValue(user.Number, out var attempts)
        && attempts.Count(attempt => attempt.Seen > world.Now - plan.LoginBudgetWindow - Aftermath) >= plan.LoginBudget - 1;

    private bool WasUnsaved(int replica, TimeSpan at) => faults.Touched(replica, at - AroundSaving, at + AroundSaving);

    private void Judge(bool isExplained, string what, UpstreamUser user, string how)
    {
        world.Note(20, user.Number);
        if (isExplained)
        {
            Explained[what] = Explained.GetValueOrDefault(what) + 1;
        }
        else
        {
            Tell($"{what}: account {user.Number}, {how}");
        }
    }
}
