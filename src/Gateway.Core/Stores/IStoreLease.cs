namespace Gateway.Core.Stores;

/// <summary>
/// The right to work on one account, renewed while it is held. Disposing gives it back. It can be lost all the same (a paused
/// process, a store that went away): then <see cref="Lost"/> fires, and saves are refused if anybody had a later one.
/// </summary>
public interface IStoreLease : IAsyncDisposable
{
    /// <summary>The fencing number; later leases of the same account have higher ones.</summary>
    long Fence { get; }

    /// <summary>Cancelled when the lease was lost. It is tried for on until it is disposed: whoever else comes later is kept away.</summary>
    CancellationToken Lost { get; }

    /// <summary>
    /// Since when the store has counted the account's leases, if that was less than a lease's life ago: the account is new there, or the
    /// store has lost everything. Null otherwise.
    /// </summary>
    DateTimeOffset? CountedSince => null;

    /// <summary>
    /// Has it end by itself instead of being given back: the next work of this process takes it at once, others only when it has run out.
    /// For work that could not save what it obtained.
    /// </summary>
    void Leave()
    {
    }
}
