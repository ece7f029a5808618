using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>A place that this process alone uses: its leases are kept here, and nobody else can change anything.</summary>
internal abstract class LocalBackend(TimeProvider clock) : IRecordBackend
{
    private readonly LocalLeases _leases = new(clock);

    protected TimeProvider Clock => clock;

    public event Action<AccountName>? Changed
    {
        add { }
        remove { }
    }

    public abstract Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken);

    public abstract Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    public Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken) =>
        Task.FromResult(_leases.TryAcquire(account, owner, life));

    public Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken) =>
        Task.FromResult(_leases.Renew(account, owner, fence, life));

    public Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken)
    {
        _leases.Release(account, owner);
        return Task.CompletedTask;
    }

    /// <summary>True if the writer's lease is the account's last one.</summary>
    protected bool MayWrite(AccountName account, long fence) => _leases.IsNewest(account, fence);
}
