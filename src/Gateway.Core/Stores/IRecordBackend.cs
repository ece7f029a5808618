using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>
/// Where encrypted records rest, as bytes. Each method throws <see cref="StoreUnavailableException"/> when the place cannot be
/// reached, read or written, and otherwise only for cancellation.
/// </summary>
public interface IRecordBackend : IAsyncDisposable
{
    /// <summary>Another process changed something of the account; never raised for this process's own writes.</summary>
    event Action<AccountName>? Changed;

    /// <summary>
    /// A place that is watched tells now and then whether it can be used: null if it can, else why not. Never raised by a place that is
    /// only heard of when it is asked.
    /// </summary>
    event Action<string?>? Judged
    {
        add { }
        remove { }
    }

    /// <summary>Reads all records of the account at once; absent ones are left out.</summary>
    Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out all writes or none, durably. False, and nothing written, if <paramref name="fence"/> is not the number of the
    /// account's newest lease.
    /// </summary>
    Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the account's lease to <paramref name="owner"/> for <paramref name="life"/> if nobody holds it, or an earlier turn of the
    /// same process does. Its fencing number is higher than all before it. Null if another process holds it.
    /// </summary>
    Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>
    /// Lets the lease last for <paramref name="life"/> from now, unless somebody else holds it by now; one that has run out or was
    /// forgotten is held again, see <see cref="LeaseRenewal"/>.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="owner">The holder.</param>
    /// <param name="fence">The lease's number.</param>
    /// <param name="life">How long from now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; does nothing if this very turn of <paramref name="owner"/> does not hold it.</summary>
    Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken);

    /// <summary>
    /// Asks in earnest, within a short time: true if a place that was judged to be away answers. Calls of a watched place may fail at
    /// once on an old judgement.
    /// </summary>
    Task<bool> IsBackAsync(CancellationToken cancellationToken) => Task.FromResult(false);
}
