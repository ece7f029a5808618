using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One replica's way to the shared store: it takes time, and when it is cut nobody knows whether the server had heard the call.</summary>
internal sealed class StoreLink : IRecordBackend
{
    // How late a watched connection knows that it is gone, that it is back, and that everything is lost. Meanwhile calls go by what it knew.
    private static readonly TimeSpan NoticesEnd = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan NoticesReturn = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan NoticesLoss = TimeSpan.FromSeconds(1);

    private readonly SharedStore _store;
    private readonly Wire _wire;
    private readonly ReplicaThreads _threads;
    private readonly World _world;
    private readonly int _replica;
    private bool _isAway;

    public StoreLink(SharedStore store, Wire wire, ReplicaThreads threads, World world)
    {
        (_store, _wire, _threads, _world, _replica) = (store, wire, threads, world, threads.Replica);
        store.Written += (account, by) =>
        {
            if (by != _replica && !_wire.IsCut && !threads.IsDead)
            {
                world.After(_wire.Latency(), () => threads.Post(() => Changed?.Invoke(account)));
            }
        };
        store.Emptied += () => After(NoticesLoss, () =>
        {
            if (!_wire.IsCut)
            {
                Judge("the store has lost what it held");
                Judge(null);
            }
        });
        wire.Changed += () => After(_wire.IsCut ? NoticesEnd : NoticesReturn, () => Judge(_wire.IsCut ? "the store does not answer" : null));
    }

    public event Action<AccountName>? Changed;

    public event Action<string?>? Judged;

    public Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Read(account), cancellationToken);

    public Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Write(account, fence, writes, _replica), cancellationToken);

    public Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Acquire(account, owner, life, _replica), cancellationToken);

    public Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Renew(account, owner, fence, life), cancellationToken);

    public Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken) =>
        CallAsync(() => _store.Release(account, owner), cancellationToken);

    public async Task<bool> IsBackAsync(CancellationToken cancellationToken)
    {
        var isBack = await _wire.CallAsync(static () => true, static _ => false, cancellationToken);
        if (isBack)
        {
            Judge(null);
        }

        return isBack;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancellationToken) => _isAway
        ? Task.FromException<T>(NoAnswer())
        : _wire.CallAsync(serve, static _ => throw NoAnswer(), cancellationToken);

    private void After(TimeSpan atMost, Action action)
    {
        if (!_threads.IsDead)
        {
            _world.After(_world.Between(TimeSpan.Zero, atMost), () => _threads.Post(action));
        }
    }

    private void Judge(string? failure)
    {
        _isAway = failure is not null;
        Judged?.Invoke(failure);
    }

    private static StoreUnavailableException NoAnswer() => new("the store does not answer");
}
