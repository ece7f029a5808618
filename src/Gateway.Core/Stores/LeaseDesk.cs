using System.Collections.Concurrent;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>
/// Takes leases, one at a time for each account. Waiters of this process queue at a gate and follow each other at once; only the
/// first asks the backend, again and again while another process holds the lease. The gate is passed on when the one before is through
/// with its work, not when it has lost its lease: turns of one process never overlap.
/// </summary>
internal sealed class LeaseDesk(IRecordBackend backend, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<AccountName, SemaphoreSlim> _gates = new();
    private readonly ConcurrentDictionary<StoreLease, byte> _held = new();
    private readonly string _process = Guid.NewGuid().ToString("N");

    /// <summary>Returns null if patience ended first; throws <see cref="StoreUnavailableException"/> if the backend is down.</summary>
    public async Task<StoreLease?> AcquireAsync(
        AccountName account, StoreHealth health, TimeSpan patience, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(account, static _ => new SemaphoreSlim(1, 1));
        using var patienceEnds = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patienceEnds.Token);
        if (!await EnterAsync(gate, either.Token))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }

        StoreLease? lease = null;
        try
        {
            lease = await AskAsync(account, health, gate, either.Token, cancellationToken);
            return lease;
        }
        finally
        {
            if (lease is null)
            {
                _ = gate.Release();
            }
        }
    }

    /// <summary>The backend can be used again: whoever holds a lease renews it now and not at its next turn.</summary>
    public void RenewAll()
    {
        foreach (var lease in _held.Keys)
        {
            _ = lease.RenewAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lease in _held.Keys)
        {
            await lease.DisposeAsync();
        }
    }

    private static async Task<bool> EnterAsync(SemaphoreSlim gate, CancellationToken either)
    {
        // Patience of zero still takes what is free.
        if (gate.Wait(0, CancellationToken.None))
        {
            return true;
        }

        try
        {
            await gate.WaitAsync(either);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<StoreLease?> AskAsync(
        AccountName account, StoreHealth health, SemaphoreSlim gate, CancellationToken either, CancellationToken cancellationToken)
    {
        var owner = new LeaseOwner(_process, Guid.NewGuid().ToString("N"));
        while (true)
        {
            var askedAt = clock.GetTimestamp();
            if (await health.WatchAsync(backend.TryAcquireAsync(account, owner, StoreLease.Life, cancellationToken)) is { } ticket)
            {
                var lease = new StoreLease(backend, health, new LeaseGrant(account, owner, ticket, askedAt), clock, ended =>
                {
                    _ = _held.TryRemove(ended, out _);
                    _ = gate.Release();
                });
                _held[lease] = 0;
                return lease;
            }

            try
            {
                await Task.Delay(AskAgainAfter, clock, either);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return null;
            }
        }
    }
}
