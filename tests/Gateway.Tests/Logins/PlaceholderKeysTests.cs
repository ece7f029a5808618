using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Placeholders;
using Gateway.Testing;

namespace Gateway.Tests.Logins;

/// <summary>Where the keys are not at hand: a store that is asked by many, and is away.</summary>
public sealed class PlaceholderKeysTests
{
    private readonly FakeClock _clock = new();
    private readonly AbsentStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_is_away_is_asked_once_by_all_and_then_left_alone_for_a_while()
    {
        var keys = new PlaceholderKeys(_store, _clock);

        var all = Enumerable.Range(0, 50).Select(_ => keys.PrepareAsync(Cancellation).AsTask()).ToList();
        _store.Answer();
        Assert.All(await Task.WhenAll(all), Assert.False);
        Assert.False(await keys.PrepareAsync(Cancellation));
        Assert.Equal((1, 0), (_store.Loads, _store.Acquires));

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await keys.PrepareAsync(Cancellation));
        Assert.Equal((2, 0), (_store.Loads, _store.Acquires));
    }

    [Fact]
    public async Task Who_stops_waiting_ends_it_for_nobody_else()
    {
        var keys = new PlaceholderKeys(_store, _clock);
        using var leaving = new CancellationTokenSource();
        var first = keys.PrepareAsync(leaving.Token).AsTask();
        var second = keys.PrepareAsync(Cancellation).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _store.Answer();

        Assert.False(await second);
        Assert.Equal(1, _store.Loads);
    }

    private sealed class AbsentStore : ISessionStore
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _loads;

        public event Action<AccountName>? Changed
        {
            add { }
            remove { }
        }

        public bool IsUp => false;

        public int Loads => Volatile.Read(ref _loads);

        public int Acquires { get; private set; }

        public void Answer() => _answered.TrySetResult();

        public async Task<StoreResult<AccountRecords>> LoadAsync(AccountName account, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _loads);
            await _answered.Task.WaitAsync(cancellationToken);
            return new(StoreStatus.Unavailable, null, "away");
        }

        public Task<StoreResult<IStoreLease>> AcquireAsync(AccountName account, TimeSpan patience, CancellationToken cancellationToken)
        {
            Acquires++;
            return Task.FromResult(new StoreResult<IStoreLease>(StoreStatus.Unavailable, null, "away"));
        }

        public Task<StoreStatus> SaveAsync(AccountName account, IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
            Task.FromResult(StoreStatus.Unavailable);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
