using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Stores;

/// <summary>A backend that somebody else closes.</summary>
internal sealed class SharedBackend(IRecordBackend inner) : IRecordBackend
{
    public event Action<AccountName>? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    public Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken) =>
        inner.ReadAsync(account, cancellationToken);

    public Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteAsync(account, fence, writes, cancellationToken);

    public Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken) =>
        inner.TryAcquireAsync(account, owner, life, cancellationToken);

    public Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken) =>
        inner.RenewAsync(account, owner, fence, life, cancellationToken);

    public Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(account, owner, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
