using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>The leases of a place that only this process uses. Fencing numbers are never given twice, whatever the account.</summary>
internal sealed class LocalLeases(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AccountName, Held> _held = [];
    private readonly Dictionary<AccountName, long> _newest = [];
    private long _lastFence;

    public LeaseTicket? TryAcquire(AccountName account, LeaseOwner owner, TimeSpan life)
    {
        lock (_lock)
        {
            if (Holder_NeedsLock(account) is { } holder && holder.Process != owner.Process)
            {
                return null;
            }

            _held[account] = new Held(owner, clock.GetTimestamp(), life);
            return new LeaseTicket(_newest[account] = ++_lastFence);
        }
    }

    public LeaseRenewal Renew(AccountName account, LeaseOwner owner, long fence, TimeSpan life)
    {
        lock (_lock)
        {
            if (Holder_NeedsLock(account) is { } holder && holder != owner)
            {
                return LeaseRenewal.Lost;
            }

            _held[account] = new Held(owner, clock.GetTimestamp(), life);
            return _newest.GetValueOrDefault(account) == fence ? LeaseRenewal.Held : LeaseRenewal.Overtaken;
        }
    }

    public void Release(AccountName account, LeaseOwner owner)
    {
        lock (_lock)
        {
            if (Holder_NeedsLock(account) == owner)
            {
                _ = _held.Remove(account);
            }
        }
    }

    /// <summary>True if no later lease of the account was given.</summary>
    public bool IsNewest(AccountName account, long fence)
    {
        lock (_lock)
        {
            return _newest.GetValueOrDefault(account) == fence;
        }
    }

    private LeaseOwner? Holder_NeedsLock(AccountName account) =>
        _held.TryGetValue(account, out var held) && clock.GetElapsedTime(held.Since) < held.Life ? held.Owner : null;

    private sealed record Held(LeaseOwner Owner, long Since, TimeSpan Life);
}
