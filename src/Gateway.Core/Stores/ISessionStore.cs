using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>
/// Where sessions rest. Every method ends in a result: a store that is down is an expected failure. What is kept is encrypted before
/// it leaves the process's memory.
/// </summary>
public interface ISessionStore : IAsyncDisposable
{
    /// <summary>Another replica changed something of the account. Raised on a thread of the store's; never for own writes.</summary>
    event Action<AccountName>? Changed;

    /// <summary>
    /// The store went away, or is away for another reason than before (why, one sentence without secrets), or came back (null). One that
    /// comes back may have lost what it had, and changes may have been missed. Raised on a thread of the store's.
    /// </summary>
    event Action<string?>? AvailabilityChanged
    {
        add { }
        remove { }
    }

    /// <summary>False while the last call failed; true before the first.</summary>
    bool IsUp { get; }

    /// <summary>When it last came back; null if it never was away.</summary>
    DateTimeOffset? BackSince => null;

    /// <summary>Keys to sign with, derived from the store's encryption keys; empty if it has none. See <see cref="Stores.SigningKeys"/>.</summary>
    ImmutableArray<SigningKey> SigningKeys => [];

    /// <summary>Reads everything known of the account.</summary>
    Task<StoreResult<AccountRecords>> LoadAsync(AccountName account, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until nobody else works on the account and takes the lease. <see cref="StoreStatus.Fenced"/> if that took longer than
    /// <paramref name="patience"/>.
    /// </summary>
    Task<StoreResult<IStoreLease>> AcquireAsync(AccountName account, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Saves all changes or none, durably, if no later lease was given.</summary>
    Task<StoreStatus> SaveAsync(AccountName account, IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken);

    /// <summary>
    /// Asks in earnest, within a short time: true if a store that was away answers. Other calls may fail at once on what was last heard.
    /// </summary>
    Task<bool> IsBackAsync(CancellationToken cancellationToken) => Task.FromResult(false);
}
