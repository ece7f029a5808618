using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Simulation;

/// <summary>The one store that all replicas use: what a server would do, at once. <see cref="StoreLink"/> is the way to it.</summary>
internal sealed class SharedStore(World world)
{
    private static readonly ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>> Nothing =
        ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>.Empty;

    private readonly Dictionary<AccountName, ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>> _records = [];
    private readonly Dictionary<AccountName, (LeaseOwner Owner, TimeSpan Until)> _leases = [];
    private readonly Dictionary<AccountName, long> _newest = [];
    private readonly Dictionary<AccountName, TimeSpan> _countedSince = [];
    private readonly Dictionary<AccountName, List<(int Replica, TimeSpan At)>> _holders = [];
    private long _lastFence;

    public event Action<AccountName, int>? Written;

    public event Action? Emptied;

    public IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>> Read(AccountName account) => _records.GetValueOrDefault(account, Nothing);

    public bool Write(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, int replica)
    {
        world.Note(1, replica);
        if (_newest.GetValueOrDefault(account) != fence)
        {
            return false;
        }

        _records[account] = writes.Aggregate(
            _records.GetValueOrDefault(account, Nothing),
            static (records, write) => write.Envelope is { } envelope ? records.SetItem(write.Kind, envelope) : records.Remove(write.Kind));
        Written?.Invoke(account, replica);
        return true;
    }

    public LeaseTicket? Acquire(AccountName account, LeaseOwner owner, TimeSpan life, int replica)
    {
        if (Holder(account) is { } holder && holder.Process != owner.Process)
        {
            return null;
        }

        world.Note(2, replica);
        _leases[account] = (owner, world.Now + life);
        if (!_holders.TryGetValue(account, out var holders))
        {
            _holders[account] = holders = [];
        }

        holders.Add((replica, world.Now));
        if (_newest.TryAdd(account, 0))
        {
            _countedSince[account] = world.Now;
        }

        _newest[account] = ++_lastFence;
        var countedFor = world.Now - _countedSince[account];
        return new LeaseTicket(_lastFence, countedFor < life ? countedFor : null);
    }

    public LeaseRenewal Renew(AccountName account, LeaseOwner owner, long fence, TimeSpan life)
    {
        if (Holder(account) is { } holder && holder != owner)
        {
            return LeaseRenewal.Lost;
        }

        _leases[account] = (owner, world.Now + life);
        return _newest.GetValueOrDefault(account) == fence ? LeaseRenewal.Held : LeaseRenewal.Overtaken;
    }

    public bool Release(AccountName account, LeaseOwner owner)
    {
        if (_leases.TryGetValue(account, out var held) && held.Owner == owner)
        {
            _ = _leases.Remove(account);
        }

        return true;
    }

    /// <summary>Everything is lost, as after a restart without persistence.</summary>
    public void Empty()
    {
        world.Note(3, 0);
        _records.Clear();
        _leases.Clear();
        _newest.Clear();
        _countedSince.Clear();
        Emptied?.Invoke();
    }

    /// <summary>The replicas that held the account's lease since then.</summary>
    public IEnumerable<int> HoldersSince(AccountName account, TimeSpan since) => _holders.TryGetValue(account, out var holders)
        ? holders.AsEnumerable().Reverse().TakeWhile(holder => holder.At >= since).Select(holder => holder.Replica).Distinct()
        : [];

    private LeaseOwner? Holder(AccountName account) =>
        _leases.TryGetValue(account, out var held) && held.Until > world.Now ? held.Owner : null;
}
