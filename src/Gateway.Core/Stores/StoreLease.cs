using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>A held lease. Two timers: one renews it, one ends it if no renewal came through in time, even if a renewal hangs.</summary>
internal sealed class StoreLease : IStoreLease
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private readonly IRecordBackend _backend;
    private readonly StoreHealth _health;
    private readonly string _owner;
    private readonly TimeProvider _clock;
    private readonly Action<StoreLease> _ended;
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer _renewal;
    private readonly ITimer _deadline;
    private int _isOver;
    private int _isRenewing;

    /// <param name="backend">Where the lease is held.</param>
    /// <param name="health">Learns how renewals went.</param>
    /// <param name="grant">What was given.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ended">Called once, when the lease is given back or lost.</param>
    public StoreLease(IRecordBackend backend, StoreHealth health, LeaseGrant grant, TimeProvider clock, Action<StoreLease> ended)
    {
        _backend = backend;
        _health = health;
        _owner = grant.Owner;
        _clock = clock;
        _ended = ended;
        Account = grant.Account;
        Fence = grant.Fence;
        Lost = _lost.Token;
        _renewal = clock.CreateTimer(static lease => _ = ((StoreLease)lease!).RenewAsync(), this, RenewEvery, RenewEvery);
        _deadline = clock.CreateTimer(static lease => ((StoreLease)lease!).Lose(), this, Remaining(grant.AskedAt), Timeout.InfiniteTimeSpan);
    }

    public AccountName Account { get; }

    public long Fence { get; }

    public CancellationToken Lost { get; }

    /// <summary>True once it was given back or lost.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) == 1;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        StopTimers();
        try
        {
            await _backend.ReleaseAsync(Account, _owner, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Nobody renews it any more, so it ends by itself.
        }
        finally
        {
            _ended(this);
        }
    }

    private async Task RenewAsync()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) == 1)
        {
            return;
        }

        try
        {
            // The life counts from before the question: the backend's own count cannot have begun earlier.
            var askedAt = _clock.GetTimestamp();
            if (await _health.WatchAsync(_backend.RenewAsync(Account, _owner, Life, Lost)))
            {
                _ = _deadline.Change(Remaining(askedAt), Timeout.InfiniteTimeSpan);
            }
            else
            {
                Lose();
            }
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            // Tried again at the next tick; the deadline judges.
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }

    private TimeSpan Remaining(long askedAt)
    {
        var remaining = Life - _clock.GetElapsedTime(askedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private void Lose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        StopTimers();
        try
        {
            _lost.Cancel();
        }
        finally
        {
            _ended(this);
        }
    }

    private void StopTimers()
    {
        _renewal.Dispose();

        // A deadline that was over from the start can fire before the constructor has its timer in hand.
        _deadline?.Dispose();
    }
}
