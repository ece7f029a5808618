using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Stores;
using Gateway.Redis;
using Gateway.Testing;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Gateway.Tests.Redis;

/// <summary>
/// The contract of stores over Redis, with two clients as two gateways have. The store's own clock is the fake one; Redis has its own
/// time, so letting time pass for it means taking it from the life of the leases.
/// </summary>
public abstract class RedisStoreContract(string configuration) : SessionStoreContract
{
    private readonly FakeClock _clock = new();
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";
    private ConnectionMultiplexer _direct = null!;

    private protected override TimeProvider Clock => _clock;

    private IDatabase Direct => _direct.GetDatabase();

    public override async ValueTask InitializeAsync()
    {
        _direct = await ConnectionMultiplexer.ConnectAsync(configuration);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _direct.Dispose();
        GC.SuppressFinalize(this);
    }

    // What a store does is looked at here, not how fast: the machine may be busy.
    private protected override IRecordBackend CreateBackend() => new RedisBackend(
        new SecretReference.Inline("Gateway:Store:Redis", new Secret(configuration)),
        _prefix,
        TimeProvider.System,
        new Logger<RedisBackend>(Logs),
        callLimit: TimeSpan.FromSeconds(30));

    private protected override IRecordBackend CreatePeerBackend(IRecordBackend first) => CreateBackend();

    private protected override async Task PassAsync(TimeSpan time)
    {
        foreach (var account in new[] { "bot", "other" })
        {
            RedisKey held = Key(account, "lock");
            if (await Direct.KeyTimeToLiveAsync(held) is { } left)
            {
                _ = left > time ? await Direct.KeyExpireAsync(held, left - time) : await Direct.KeyDeleteAsync(held);
            }
        }

        _clock.Advance(time);
    }

    [Fact]
    public async Task Keys_are_named_by_prefix_account_and_kind_with_the_braces()
    {
        await SaveAsync(Samples.SetAll);
        await using var lease = await AcquireAsync(Store);

        foreach (var name in new[] { "session", "challenge", "budget", "rejection", "totp", "device", "logout", "lock", "fence" })
        {
            Assert.True(await Direct.KeyExistsAsync(Key("bot", name)), name);
        }
    }

    [Fact]
    public async Task A_session_lives_as_long_as_its_refresh_token_and_what_must_last_lasts()
    {
        var now = TimeProvider.System.GetUtcNow();
        await SaveAsync([.. Samples.SetAll, RecordChange.Set(Samples.Session with { RefreshTokenExpiresAt = now.AddHours(24), ExpiresAt = now.AddHours(1) })]);

        Assert.InRange((await LifeAsync("session"))!.Value, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        Assert.InRange((await LifeAsync("challenge"))!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
        Assert.InRange((await LifeAsync("budget"))!.Value, TimeSpan.FromDays(30), TimeSpan.FromDays(31));
        Assert.InRange((await LifeAsync("rejection"))!.Value, TimeSpan.FromDays(89), TimeSpan.FromDays(90));
        Assert.InRange((await LifeAsync("totp"))!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Null(await LifeAsync("device"));
        Assert.Null(await LifeAsync("logout"));
        Assert.Null(await LifeAsync("fence"));
    }

    [Fact]
    public async Task A_session_whose_refresh_token_is_unknown_lives_generously()
    {
        await SaveAsync(RecordChange.Set(Samples.Session with { RefreshTokenExpiresAt = null }));

        Assert.InRange((await LifeAsync("session"))!.Value, TimeSpan.FromDays(89), TimeSpan.FromDays(90));
    }

    [Fact]
    public async Task A_loss_is_told_though_no_connection_broke()
    {
        await using var backend = CreateBackend();
        var isThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loss = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        backend.Judged += reason => _ = reason is not null ? loss.TrySetResult(reason)
            : loss.Task.IsCompleted ? over.TrySetResult()
            : isThere.TrySetResult();
        await isThere.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(await Direct.KeyDeleteAsync($"{_prefix}:probe"));

        Assert.Equal("Redis has lost what it held.", await loss.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await over.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(await Direct.KeyExistsAsync($"{_prefix}:probe"));
    }

    [Fact]
    public async Task A_lease_lives_no_longer_than_ten_seconds_after_its_holder()
    {
        await using var lease = await AcquireAsync(Store);

        Assert.InRange((await LifeAsync("lock"))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Others_are_told_of_a_change_and_the_writer_is_not()
    {
        var told = new TaskCompletionSource<AccountName>(TaskCreationOptions.RunContinuationsAsynchronously);
        var echoes = 0;
        Peer.Changed += account => told.TrySetResult(account);
        Store.Changed += _ => echoes++;
        _ = await Peer.LoadAsync(Samples.Bot, None);
        await SaveAsync(RecordChange.Set(Samples.Session));

        Assert.Equal(Samples.Bot, await told.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        // Messages keep their order, so an echo would have come before the peer's answer to this one.
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Changed += account => { if (account == Samples.Other) { back.TrySetResult(); } };
        await using var lease = await AcquireAsync(Peer, Samples.Other);
        Assert.Equal(StoreStatus.Ok, await Peer.SaveAsync(Samples.Other, lease, [RecordChange.Set(Samples.Device)], None));
        await back.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(1, echoes);
    }

    [Fact]
    public async Task A_fenced_write_tells_nobody_and_changes_no_life()
    {
        await SaveAsync(RecordChange.Set(Samples.Session with { RefreshTokenExpiresAt = null }));
        var before = (byte[]?)await Direct.StringGetAsync(Key("bot", "session"));

        Assert.False(await Backend.WriteAsync(Samples.Bot, 1, [new RecordWrite(RecordKind.Session, new byte[] { 1 }, null, false), new RecordWrite(RecordKind.Device, null, null, false)], None));

        Assert.Equal(before, (byte[]?)await Direct.StringGetAsync(Key("bot", "session")));
    }

    [Fact]
    public async Task A_counter_that_was_lost_gives_no_number_twice()
    {
        await SaveAsync(RecordChange.Set(Samples.Device));
        var before = await Backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("before", "1"), TimeSpan.FromSeconds(10), None);
        await Direct.KeyDeleteAsync([Key("bot", "fence"), Key("bot", "lock")]);

        var after = await Backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("after", "1"), TimeSpan.FromSeconds(10), None);

        Assert.True(after!.Fence > before!.Fence, $"{after} after {before}");
        Assert.False(await Backend.WriteAsync(Samples.Bot, before.Fence, [new RecordWrite(RecordKind.Session, new byte[] { 1 }, null, false)], None));
    }

    [Fact]
    public async Task A_counter_that_was_lost_is_known_as_new_for_the_life_of_a_lease()
    {
        var one = new LeaseOwner("one", "1");
        Assert.NotNull((await Backend.TryAcquireAsync(Samples.Bot, one, TimeSpan.FromSeconds(10), None))!.CountedFor);
        await Direct.KeyDeleteAsync(Key("bot", "counting"));
        Assert.Null((await Backend.TryAcquireAsync(Samples.Bot, one, TimeSpan.FromSeconds(10), None))!.CountedFor);
        await Direct.KeyDeleteAsync([Key("bot", "fence"), Key("bot", "lock")]);

        var after = await Backend.TryAcquireAsync(Samples.Bot, one, TimeSpan.FromSeconds(10), None);

        Assert.InRange(after!.CountedFor!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(9));
        Assert.InRange((await LifeAsync("counting"))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_could_not_be_read_is_kept_under_another_key_when_it_is_replaced()
    {
        await Direct.StringSetAsync(Key("bot", "session"), new byte[] { 9, 8, 7 });

        await SaveAsync(RecordChange.Set(Samples.Session));

        var told = Assert.Single(Logs.WithId(2160));
        var aside = told[told.IndexOf(_prefix, StringComparison.Ordinal)..].Split(' ', '\n')[0];
        Assert.StartsWith(Key("bot", "session:unreadable-"), aside, StringComparison.Ordinal);
        Assert.Equal([9, 8, 7], (byte[]?)await Direct.StringGetAsync(aside));
        Assert.Null(await Direct.KeyTimeToLiveAsync(aside));
        AssertSame(Samples.Session, (await LoadAsync()).Session);
    }

    private Task<TimeSpan?> LifeAsync(string name) => Direct.KeyTimeToLiveAsync(Key("bot", name));

    private string Key(string account, string name) => $"{_prefix}:{{{account}}}:{name}";
}
