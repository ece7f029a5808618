namespace Gateway.Core.Stores;

/// <summary>
/// The right to work on one account, renewed while it is held. Disposing gives it back. It can be lost all the same (a paused
/// process, a store that went away): then <see cref="Lost"/> fires, and saves with its fencing number are refused.
/// </summary>
public interface IStoreLease : IAsyncDisposable
{
    /// <summary>The fencing number; later leases of the same account have higher ones.</summary>
    long Fence { get; }

    /// <summary>Cancelled when the lease was lost.</summary>
    CancellationToken Lost { get; }
}
