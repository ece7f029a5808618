using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>Nothing survives the process, and nobody else can change anything. Records that are put aside are simply gone.</summary>
internal sealed class MemoryBackend(TimeProvider clock) : LocalBackend(clock)
{
    private static readonly ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>> Nothing =
        ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>.Empty;

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountName, ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>>> _records = [];

    public override Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>>(_records.GetValueOrDefault(account, Nothing));
        }
    }

    public override Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!MayWrite(account, fence))
            {
                return Task.FromResult(false);
            }

            _records[account] = writes.Aggregate(
                _records.GetValueOrDefault(account, Nothing),
                static (records, write) => write.Envelope is { } envelope ? records.SetItem(write.Kind, envelope) : records.Remove(write.Kind));
            return Task.FromResult(true);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
