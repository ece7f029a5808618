using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>
/// A held lease. Two timers: one renews it, one calls it lost if no renewal came through in time, even if a renewal hangs. One that was
/// lost is tried for on: what its holder has sent to an upstream must not be sent by somebody else meanwhile.
/// </summary>
internal sealed class StoreLease : IStoreLease
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private readonly IRecordBackend _backend;
    private readonly StoreHealth _health;
    private readonly LeaseOwner _owner;
    private readonly TimeProvider _clock;
    private readonly Action<StoreLease> _ended;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _renewal;
    private readonly ITimer _deadline;
    private int _isOver;
    private int _isLost;
    private int _isRenewing;
    private bool _isLeft;

    /// <param name="backend">Where the lease is held.</param>
    /// <param name="health">Learns how renewals went.</param>
    /// <param name="grant">What was given.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ended">Called once, when the lease is disposed.</param>
    public StoreLease(IRecordBackend backend, StoreHealth health, LeaseGrant grant, TimeProvider clock, Action<StoreLease> ended)
    {
        _backend = backend;
        _health = health;
        _owner = grant.Owner;
        _clock = clock;
        _ended = ended;
        Account = grant.Account;
        Fence = grant.Ticket.Fence;
        CountedSince = clock.GetUtcNow() - grant.Ticket.CountedFor;
        Lost = _lost.Token;
        _renewal = clock.CreateTimer(static lease => _ = ((StoreLease)lease!).RenewAsync(), this, RenewEvery, RenewEvery);
        _deadline = clock.CreateTimer(static lease => ((StoreLease)lease!).Lose(), this, Remaining(grant.AskedAt), Timeout.InfiniteTimeSpan);
    }

    public AccountName Account { get; }

    public long Fence { get; }

    public CancellationToken Lost { get; }

    public DateTimeOffset? CountedSince { get; }

    /// <summary>True once it was disposed.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) == 1;

    public void Leave() => Volatile.Write(ref _isLeft, true);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        EndTimers();
        try
        {
            if (!Volatile.Read(ref _isLeft))
            {
                await _backend.ReleaseAsync(Account, _owner, CancellationToken.None);
            }
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

    public async Task RenewAsync()
    {
        if (IsOver || Interlocked.Exchange(ref _isRenewing, 1) == 1)
        {
            return;
        }

        try
        {
            // The life counts from before the question: the backend's own count cannot have begun earlier.
            var askedAt = _clock.GetTimestamp();
            if (await _health.WatchAsync(_backend.RenewAsync(Account, _owner, Fence, Life, _ending.Token)) == LeaseRenewal.Held)
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

    // Nobody waits for a renewal that is under way; it reaches the backend before what follows does.
    private void EndTimers()
    {
        _renewal.Dispose();
        _deadline.Dispose();
        _ending.Cancel();
    }

    private TimeSpan Remaining(long askedAt)
    {
        var remaining = Life - _clock.GetElapsedTime(askedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private void Lose()
    {
        if (!IsOver && Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _lost.Cancel();
        }
    }
}
