using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>Nothing survives the process, and nobody else can change anything. Records that are put aside are simply gone.</summary>
internal sealed class MemoryBackend(TimeProvider clock) : IRecordBackend
{
    private static readonly ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>> Nothing =
        ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>.Empty;

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountName, ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>> _records = [];
    private readonly LocalLeases _leases = new(clock);

    public event Action<AccountName>? Changed
    {
        add { }
        remove { }
    }

    public Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>>(_records.GetValueOrDefault(account, Nothing));
        }
    }

    public Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_leases.IsNewest(account, fence))
            {
                return Task.FromResult(false);
            }

            _records[account] = writes.Aggregate(
                _records.GetValueOrDefault(account, Nothing),
                static (records, write) => write.Envelope is { } envelope ? records.SetItem(write.Kind, envelope) : records.Remove(write.Kind));
            return Task.FromResult(true);
        }
    }

    public Task<long?> TryAcquireAsync(AccountName account, string owner, TimeSpan life, CancellationToken cancellationToken) =>
        Task.FromResult(_leases.TryAcquire(account, owner, life));

    public Task<bool> RenewAsync(AccountName account, string owner, TimeSpan life, CancellationToken cancellationToken) =>
        Task.FromResult(_leases.Renew(account, owner, life));

    public Task ReleaseAsync(AccountName account, string owner, CancellationToken cancellationToken)
    {
        _leases.Release(account, owner);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
