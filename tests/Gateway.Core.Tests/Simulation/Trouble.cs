namespace Gateway.Core.Tests.Simulation;

/// <summary>Makes things go wrong, by the seed: at any time, or in the middle of the next call.</summary>
internal sealed class Trouble(SimulationPlan plan, World world, FaultLog log, SharedStore store, IReadOnlyList<Replica> replicas)
{
    private static readonly FaultKind[] AtOne = [FaultKind.Crash, FaultKind.Pause, FaultKind.NoStore, FaultKind.NoUpstream];
    private const int MostEverywhere = 2;

    private static readonly FaultKind[] Everywhere = [FaultKind.NoStore, FaultKind.NoUpstream, FaultKind.EmptyStore];

    // Between the time of a refresh and the last quarter before expiry lie 45 seconds.
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(20);

    public void Plan()
    {
        var most = world.Chance.Next(plan.MostFaults + 1);
        foreach (var replica in replicas)
        {
            for (var count = world.Chance.Next(most + 1); count > 0; count--)
            {
                var kind = AtOne[world.Chance.Next(AtOne.Length)];
                var length = Length();
                var inACall = world.Chance.Next(2) == 0;
                world.After(Moment(), () =>
                {
                    if (inACall)
                    {
                        Arm(replica, kind, length);
                    }
                    else
                    {
                        Begin(replica, kind, length);
                    }
                });
            }
        }

        foreach (var kind in Everywhere)
        {
            for (var count = most == 0 ? 0 : world.Chance.Next(MostEverywhere + 1); count > 0; count--)
            {
                var length = Length();
                var inACall = world.Chance.Next(2) == 0;
                world.After(Moment(), () =>
                {
                    if (inACall)
                    {
                        ArmEverywhere(kind, length);
                    }
                    else
                    {
                        BeginEverywhere(kind, length);
                    }
                });
            }
        }
    }

    private TimeSpan Moment() => world.Between(TimeSpan.Zero, plan.Length - plan.Calm);

    // Short ones end within a lease, long ones outlast a token.
    private TimeSpan Length() => TimeSpan.FromSeconds(Math.Exp(world.Chance.NextDouble() * Math.Log(5400)));

    private TimeSpan Bounded(TimeSpan length)
    {
        var left = plan.Length - plan.Calm - world.Now;
        return left < length ? left : length;
    }

    private void Arm(Replica replica, FaultKind kind, TimeSpan length)
    {
        var wire = world.Chance.Next(2) == 0 ? replica.ToStore : replica.ToUpstream;
        wire.OnCall = () =>
        {
            wire.OnCall = null;
            if (world.Now < plan.Length - plan.Calm)
            {
                world.After(world.Between(TimeSpan.Zero, wire.Latency() * 2), () => Begin(replica, kind, length));
            }
        };
    }

    // In the middle of a login or refresh to which the upstream takes its time to answer.
    private void ArmEverywhere(FaultKind kind, TimeSpan length)
    {
        var wire = replicas[world.Chance.Next(replicas.Count)].ToUpstream;
        wire.OnCall = () =>
        {
            wire.OnCall = null;
            if (world.Now < plan.Length - plan.Calm)
            {
                wire.Thinking = world.Between(TimeSpan.FromSeconds(1), SlowAnswer);
                world.After(world.Between(TimeSpan.Zero, wire.Thinking), () => BeginEverywhere(kind, length));
            }
        };
    }

    private void Begin(Replica replica, FaultKind kind, TimeSpan wish)
    {
        var length = Bounded(wish);
        if (length <= TimeSpan.Zero || (kind is FaultKind.Crash or FaultKind.Pause && !replica.IsRunning))
        {
            return;
        }

        Note(new Fault(kind, replica.Number, world.Now, world.Now + length));
        switch (kind)
        {
            case FaultKind.Crash:
                replica.Crash();
                world.After(length, replica.Start);
                break;
            case FaultKind.Pause:
                var threads = replica.Threads;
                threads.Pause();
                world.After(length, threads.Resume);
                break;
            default:
                Cut(kind == FaultKind.NoStore ? replica.ToStore : replica.ToUpstream, length);
                break;
        }
    }

    private void BeginEverywhere(FaultKind kind, TimeSpan wish)
    {
        var length = Bounded(wish);
        if (length <= TimeSpan.Zero)
        {
            return;
        }

        Note(new Fault(kind, null, world.Now, kind == FaultKind.EmptyStore ? world.Now : world.Now + length));
        if (kind == FaultKind.EmptyStore)
        {
            store.Empty();
            return;
        }

        foreach (var replica in replicas)
        {
            Cut(kind == FaultKind.NoStore ? replica.ToStore : replica.ToUpstream, length);
        }
    }

    private void Cut(Wire wire, TimeSpan length)
    {
        wire.Cut();
        world.After(length, wire.Mend);
    }

    private void Note(Fault fault)
    {
        world.Note(30 + (int)fault.Kind, fault.Replica ?? -1);
        log.Add(fault);
    }
}
