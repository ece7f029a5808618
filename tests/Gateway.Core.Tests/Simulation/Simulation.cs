using Gateway.Core.Sessions;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One simulated day: replicas of the real engine, bots that use them, faults from a seed, and somebody who watches.</summary>
internal sealed class Simulation
{
    // The first logins need their time, and codes a step or two.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    private readonly SimulationPlan _plan;
    private readonly World _world;
    private readonly FaultLog _faults = new();
    private readonly Witness _witness;
    private readonly StrictUpstream _upstream;
    private readonly Replica[] _replicas;
    private int _requests;

    private Simulation(SimulationPlan plan)
    {
        _plan = plan;
        _world = new World(plan.Seed) { Follow = plan.Follow };
        var store = new SharedStore(_world);
        _witness = new Witness(_world, plan, _faults, store);
        _upstream = new StrictUpstream(_world, _witness, plan.Accounts);
        _replicas = [.. Enumerable.Range(0, plan.Replicas).Select(number => new Replica(number, plan, _world, store, _upstream, _witness))];
        new Trouble(plan, _world, _faults, store, _replicas).Plan();
    }

    /// <summary>Runs a day to its end on the calling thread.</summary>
    public static SimulationResult Run(SimulationPlan plan)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Simulation(plan).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private SimulationResult Run()
    {
        foreach (var replica in _replicas)
        {
            _world.After(_world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), replica.Start);
            for (var account = 0; account < _plan.Accounts; account++)
            {
                var user = _upstream.Users[account];
                _world.After(Settled + _world.Between(TimeSpan.Zero, _plan.RequestEvery), () => AskAgain(replica, user));
            }
        }

        Every(_plan.LookEvery, Look);
        _world.Run(_plan.Length);
        LookAtTheEnd();
        return new SimulationResult(
            _plan, _witness.Violations, _faults.All, _witness.Explained, _upstream.Logins, _upstream.Refreshes, _requests, _world.Digest)
        {
            Steps = _world.Steps,
            Story = _world.Story,
        };
    }

    private void Every(TimeSpan interval, Action action) => _world.After(interval, () =>
    {
        action();
        Every(interval, action);
    });

    private void AskAgain(Replica replica, UpstreamUser user)
    {
        if (replica.IsRunning && replica.Accounts.Count > 0)
        {
            _requests++;
            var account = replica.Accounts[user.Number];
            replica.Threads.Post(() => AskAsync(replica, user, account));
        }

        _world.After(_world.Between(_plan.RequestEvery / 2, _plan.RequestEvery * 1.5), () => AskAgain(replica, user));
    }

    // What a proxied request does: take the token, and renew it once if the upstream refuses it.
    private async Task AskAsync(Replica replica, UpstreamUser user, IAccountSession account)
    {
        var lookup = await account.GetTokenAsync(CancellationToken.None);
        if (!lookup.IsAvailable)
        {
            _witness.SawNoToken(user, replica.Number, account.Snapshot, "request without a token");
            return;
        }

        if (replica.ToUpstream.IsCut || _upstream.Accepts(lookup.Session.AccessToken.Reveal()))
        {
            return;
        }

        var replacement = await account.ReplaceRefusedAsync(lookup.Session.Version, CancellationToken.None);
        var isAccepted = replacement is not null && _upstream.Accepts(replacement.AccessToken.Reveal());
        if (replacement is not null)
        {
            account.NoteReplay(replacement.Version, isAccepted ? ReplayOutcome.Accepted : ReplayOutcome.Refused);
        }

        if (!isAccepted)
        {
            _witness.SawNoToken(user, replica.Number, account.Snapshot, "request refused");
        }
    }

    private void Look()
    {
        foreach (var replica in _replicas)
        {
            if (!replica.IsRunning || _world.Now < Settled)
            {
                continue;
            }

            for (var account = 0; account < replica.Accounts.Count; account++)
            {
                var snapshot = replica.Accounts[account].Snapshot;
                if (snapshot.UsableSession(_world.Clock.GetUtcNow()) is null)
                {
                    _witness.SawNoToken(_upstream.Users[account], replica.Number, snapshot, "no token");
                }
            }
        }
    }

    private void LookAtTheEnd()
    {
        if (_world.LeftItsThread)
        {
            _witness.Tell("work got onto another thread, so the seed cannot repeat this run");
        }

        foreach (var replica in _replicas)
        {
            if (!replica.IsRunning || replica.Accounts.Count != _plan.Accounts)
            {
                _witness.Tell($"replica {replica.Number} does not run at the end");
                continue;
            }

            for (var account = 0; account < _plan.Accounts; account++)
            {
                var snapshot = replica.Accounts[account].Snapshot;
                if (snapshot.UsableSession(_world.Clock.GetUtcNow()) is not { } session || !_upstream.Accepts(session.AccessToken.Reveal()))
                {
                    _witness.SawNotHealed(_upstream.Users[account], replica.Number, snapshot, "not healed");
                }
            }
        }
    }
}
