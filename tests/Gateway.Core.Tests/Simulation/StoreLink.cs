using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One replica's way to the shared store: it takes time, and when it is cut nobody knows whether the server had heard the call.</summary>
internal sealed class StoreLink : IRecordBackend
{
    // How soon a watched connection knows that it is gone or back.
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(1);

    private readonly SharedStore _store;
    private readonly Wire _wire;
    private readonly int _replica;

    public StoreLink(SharedStore store, Wire wire, ReplicaThreads threads, World world)
    {
        _store = store;
        _wire = wire;
        _replica = threads.Replica;
        store.Written += (account, by) =>
        {
            if (by != _replica && !_wire.IsCut && !threads.IsDead)
            {
                world.After(_wire.Latency(), () => threads.Post(() => Changed?.Invoke(account)));
            }
        };
        wire.Changed += () => world.After(Noticed, () => threads.Post(() => Judged?.Invoke(_wire.IsCut ? "the store does not answer" : null)));
    }

    public event Action<AccountName>? Changed;

    public event Action<string?>? Judged;

    public Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Read(account), cancellationToken);

    public Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Write(account, fence, writes, _replica), cancellationToken);

    public Task<long?> TryAcquireAsync(AccountName account, string owner, TimeSpan life, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Acquire(account, owner, life, _replica), cancellationToken);

    public Task<bool> RenewAsync(AccountName account, string owner, TimeSpan life, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Renew(account, owner, life), cancellationToken);

    public Task ReleaseAsync(AccountName account, string owner, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Release(account, owner), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancellationToken) =>
        _wire.CallAsync(serve, _ => throw new StoreUnavailableException("the store does not answer"), cancellationToken);
}
