using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Stores;

/// <summary>
/// What every store does. A further backend derives from this, says how to make its backend and how time passes for it, and has all of
/// these tests.
/// </summary>
public abstract class SessionStoreContract : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private protected static readonly CancellationToken None = CancellationToken.None;

    private SessionStore? _store;
    private SessionStore? _peer;

    private protected RecordedLogs Logs { get; } = new();

    private protected FaultyBackend Backend { get; private set; } = null!;

    private protected EncryptionKeys Keys { get; } = EncryptionKeys.Random();

    /// <summary>The store of this process.</summary>
    private protected SessionStore Store => _store!;

    /// <summary>Another process's store on the same place, with the same keys.</summary>
    private protected SessionStore Peer => _peer!;

    private protected abstract TimeProvider Clock { get; }

    private protected abstract IRecordBackend CreateBackend();

    /// <summary>The backend of a second process; by default the same one.</summary>
    private protected virtual IRecordBackend CreatePeerBackend(IRecordBackend first) => first;

    /// <summary>Lets so much time pass, for the store and for its place.</summary>
    private protected abstract Task PassAsync(TimeSpan time);

    public virtual ValueTask InitializeAsync()
    {
        var backend = CreateBackend();
        Backend = new FaultyBackend(backend);
        _store = Open(Backend, Keys);
        _peer = Open(CreatePeerBackend(backend), Keys);
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_kind_of_record_comes_back_as_it_was_saved()
    {
        await SaveAsync(Samples.SetAll);

        var loaded = await LoadAsync();

        AssertSame(Samples.Session, loaded.Session);
        Assert.Equal(Samples.Challenge, loaded.Challenge);
        Assert.Equal(Samples.Ledger.Attempts, loaded.Budget!.Attempts);
        Assert.Equal(Samples.Rejection, loaded.Rejection);
        Assert.Equal(Samples.Device, loaded.Device);
        Assert.Equal(Samples.Logout, loaded.Logout);
        Assert.Empty(loaded.Unreadable);
    }

    [Fact]
    public async Task A_session_with_only_what_is_required_comes_back_without_the_rest()
    {
        var bare = new Session
        {
            AccessToken = new Secret("only-this"),
            IssuedAt = Samples.Time,
            ExpiresAt = Samples.Time.AddMinutes(1),
            Version = 1,
            Owner = Samples.Owner,
        };
        await SaveAsync(RecordChange.Set(bare));

        AssertSame(bare, (await LoadAsync()).Session);
    }

    [Fact]
    public async Task What_was_never_saved_is_null()
    {
        Assert.Equal(AccountRecords.Empty, await LoadAsync());

        await SaveAsync(RecordChange.Set(Samples.Device));

        Assert.Equal(AccountRecords.Empty with { Device = Samples.Device }, await LoadAsync());
    }

    [Fact]
    public async Task A_removed_record_is_gone_and_the_others_stay()
    {
        await SaveAsync(Samples.SetAll);

        await SaveAsync(RecordChange.Remove(RecordKind.Challenge), RecordChange.Remove(RecordKind.Logout));

        var loaded = await LoadAsync();
        Assert.Null(loaded.Challenge);
        Assert.Null(loaded.Logout);
        Assert.Empty(loaded.Unreadable);
        Assert.Equal(Samples.Device, loaded.Device);
        AssertSame(Samples.Session, loaded.Session);
    }

    [Fact]
    public async Task Removing_what_is_absent_changes_nothing()
    {
        await SaveAsync(RecordChange.Remove(RecordKind.Session));

        Assert.Equal(AccountRecords.Empty, await LoadAsync());
    }

    [Fact]
    public async Task A_later_save_replaces_an_earlier_one()
    {
        await SaveAsync(RecordChange.Set(Samples.Session));
        await SaveAsync(RecordChange.Set(Samples.Session with { Version = 43, AccessToken = new Secret("newer") }));

        var session = (await LoadAsync()).Session!;
        Assert.Equal(43, session.Version);
        Assert.Equal("newer", session.AccessToken.Reveal());
    }

    [Fact]
    public async Task Accounts_do_not_see_each_other()
    {
        await SaveAsync(Samples.SetAll);
        await using (var lease = await AcquireAsync(Store, Samples.Other))
        {
            Assert.Equal(StoreStatus.Ok, await Store.SaveAsync(Samples.Other, lease, [RecordChange.Set(new DeviceIdentity("device-2"))], None));
        }

        var other = (await Store.LoadAsync(Samples.Other, None)).Value!;
        Assert.Equal(AccountRecords.Empty with { Device = new DeviceIdentity("device-2") }, other);
        Assert.Equal(Samples.Device, (await LoadAsync()).Device);
    }

    [Fact]
    public async Task Another_process_sees_what_was_saved()
    {
        await SaveAsync(Samples.SetAll);

        AssertSame(Samples.Session, (await Peer.LoadAsync(Samples.Bot, None)).Value!.Session);
    }

    [Fact]
    public async Task Several_changes_are_saved_together_or_not_at_all()
    {
        await SaveAsync(RecordChange.Set(Samples.Session), RecordChange.Set(Samples.Challenge));
        await using var lease = await AcquireAsync(Store);
        await DisplaceAsync();

        var status = await Store.SaveAsync(
            Samples.Bot, lease, [RecordChange.Set(Samples.Session with { Version = 99 }), RecordChange.Remove(RecordKind.Challenge)], None);

        Assert.Equal(StoreStatus.Fenced, status);
        var loaded = await LoadAsync();
        Assert.Equal(Samples.Session.Version, loaded.Session!.Version);
        Assert.NotNull(loaded.Challenge);
    }

    [Fact]
    public async Task A_late_writer_with_an_old_number_loses()
    {
        var paused = await Backend.TryAcquireAsync(Samples.Bot, Another("paused"), TimeSpan.FromSeconds(1), None);
        await PassAsync(TimeSpan.FromSeconds(1.1));
        await SaveAsync(RecordChange.Set(Samples.Session));

        var written = await Backend.WriteAsync(
            Samples.Bot, paused!.Fence, [new RecordWrite(RecordKind.Session, new byte[] { 1 }, null, false)], None);

        Assert.False(written);
        AssertSame(Samples.Session, (await LoadAsync()).Session);
    }

    [Fact]
    public async Task Fencing_numbers_grow()
    {
        var fences = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            await using var lease = await AcquireAsync(i % 2 == 0 ? Store : Peer);
            fences.Add(lease.Fence);
        }

        Assert.Equal(fences.Order().Distinct(), fences);
    }

    [Fact]
    public async Task A_save_after_the_lease_was_given_back_is_fenced()
    {
        var lease = await AcquireAsync(Store);
        await lease.DisposeAsync();

        Assert.Equal(StoreStatus.Fenced, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
        Assert.Null((await LoadAsync()).Device);
    }

    [Fact]
    public async Task A_lease_of_another_account_is_a_mistake()
    {
        await using var lease = await AcquireAsync(Store, Samples.Other);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
    }

    [Fact]
    public async Task A_held_lease_is_refused_when_patience_ends()
    {
        await using var held = await AcquireAsync(Peer);

        var waiting = Store.AcquireAsync(Samples.Bot, TimeSpan.FromSeconds(1), None);
        while (!waiting.IsCompleted)
        {
            await PassAsync(TimeSpan.FromMilliseconds(200));
        }

        var result = await waiting;
        Assert.Equal(StoreStatus.Fenced, result.Status);
        Assert.NotNull(result.Reason);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Without_patience_a_free_lease_is_taken_and_a_held_one_is_not()
    {
        await using var lease = (await Store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.NotNull(lease);

        Assert.Equal(StoreStatus.Fenced, (await Peer.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Status);
        Assert.Equal(StoreStatus.Fenced, (await Store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Status);
    }

    [Fact]
    public async Task Leases_of_different_accounts_do_not_wait_for_each_other()
    {
        await using var first = await AcquireAsync(Store);
        await using var second = (await Store.AcquireAsync(Samples.Other, TimeSpan.Zero, None)).Value;

        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_waiter_of_the_same_process_follows_at_once()
    {
        var first = await AcquireAsync(Store);
        var waiting = Store.AcquireAsync(Samples.Bot, Patience, None);
        Assert.False(waiting.IsCompleted);

        await first.DisposeAsync();

        await using var second = (await waiting).Value;
        Assert.True(second!.Fence > first.Fence);
    }

    [Fact]
    public async Task A_waiter_of_another_process_follows()
    {
        var first = await AcquireAsync(Peer);
        var waiting = Store.AcquireAsync(Samples.Bot, Patience, None);
        await first.DisposeAsync();
        while (!waiting.IsCompleted)
        {
            await PassAsync(TimeSpan.FromMilliseconds(200));
        }

        await using var second = (await waiting).Value;
        Assert.True(second!.Fence > first.Fence);
    }

    [Fact]
    public async Task A_dead_holder_is_followed_when_its_lease_runs_out()
    {
        var life = TimeSpan.FromSeconds(2);
        var dead = await Backend.TryAcquireAsync(Samples.Bot, Another("dead"), life, None);
        var waiting = Store.AcquireAsync(Samples.Bot, Patience, None);
        await PassAsync(life / 2);
        Assert.False(waiting.IsCompleted);

        while (!waiting.IsCompleted)
        {
            await PassAsync(TimeSpan.FromMilliseconds(200));
        }

        await using var lease = (await waiting).Value;
        Assert.True(lease!.Fence > dead!.Fence);
    }

    [Fact]
    public async Task A_lease_that_was_left_is_taken_at_once_by_its_own_process_and_by_others_when_it_has_run_out()
    {
        var first = await AcquireAsync(Store);
        first.Leave();
        await first.DisposeAsync();
        Assert.Equal(StoreStatus.Fenced, (await Peer.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Status);

        var second = (await Store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.True(second!.Fence > first.Fence);
        second.Leave();
        await second.DisposeAsync();
        await PassAsync(StoreLease.Life * 1.1);

        await using var third = (await Peer.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.True(third!.Fence > second.Fence);
    }

    [Fact]
    public async Task Turns_of_one_process_do_not_overlap_even_if_the_first_has_lost_its_lease()
    {
        var first = await AcquireAsync(Store);
        var lost = WhenLost(first);
        Backend.Fail("The place is gone.");
        await PassAsync(StoreLease.Life * 1.1);
        await lost;
        Backend.Heal();

        var next = Store.AcquireAsync(Samples.Bot, Patience, None);
        Assert.False(next.IsCompleted);

        await first.DisposeAsync();
        await using var second = (await next).Value;
        Assert.NotNull(second);
    }

    [Fact]
    public async Task What_an_earlier_turn_sends_late_does_nothing_to_the_next()
    {
        var (earlier, next) = (new LeaseOwner("one", "1"), new LeaseOwner("one", "2"));
        var before = await Backend.TryAcquireAsync(Samples.Bot, earlier, StoreLease.Life, None);
        var after = await Backend.TryAcquireAsync(Samples.Bot, next, StoreLease.Life, None);
        Assert.True(after!.Fence > before!.Fence);

        Assert.Equal(LeaseRenewal.Lost, await Backend.RenewAsync(Samples.Bot, earlier, before.Fence, StoreLease.Life, None));
        await Backend.ReleaseAsync(Samples.Bot, earlier, None);

        Assert.Null(await Backend.TryAcquireAsync(Samples.Bot, Another("one-more"), StoreLease.Life, None));
        Assert.Equal(LeaseRenewal.Held, await Backend.RenewAsync(Samples.Bot, next, after.Fence, StoreLease.Life, None));
    }

    [Fact]
    public async Task A_lease_that_ran_out_and_that_nobody_took_holds_again()
    {
        var ticket = await Backend.TryAcquireAsync(Samples.Bot, Another("one"), StoreLease.Life, None);
        await PassAsync(StoreLease.Life * 1.1);

        Assert.Equal(LeaseRenewal.Held, await Backend.RenewAsync(Samples.Bot, Another("one"), ticket!.Fence, StoreLease.Life, None));
        Assert.Null(await Backend.TryAcquireAsync(Samples.Bot, Another("other"), StoreLease.Life, None));
        Assert.True(await Backend.WriteAsync(Samples.Bot, ticket.Fence, [], None));
    }

    [Fact]
    public async Task A_lease_that_somebody_had_in_between_keeps_others_away_and_writes_nothing()
    {
        var ticket = await Backend.TryAcquireAsync(Samples.Bot, Another("one"), StoreLease.Life, None);
        await PassAsync(StoreLease.Life * 1.1);
        _ = await Backend.TryAcquireAsync(Samples.Bot, Another("other"), StoreLease.Life, None);
        Assert.Equal(LeaseRenewal.Lost, await Backend.RenewAsync(Samples.Bot, Another("one"), ticket!.Fence, StoreLease.Life, None));
        await Backend.ReleaseAsync(Samples.Bot, Another("other"), None);

        Assert.Equal(LeaseRenewal.Overtaken, await Backend.RenewAsync(Samples.Bot, Another("one"), ticket.Fence, StoreLease.Life, None));
        Assert.Null(await Backend.TryAcquireAsync(Samples.Bot, Another("other"), StoreLease.Life, None));
        Assert.False(await Backend.WriteAsync(Samples.Bot, ticket.Fence, [], None));
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_the_queue()
    {
        var first = await AcquireAsync(Store);
        using var cancel = new CancellationTokenSource();
        var waiting = Store.AcquireAsync(Samples.Bot, Patience, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await first.DisposeAsync();
        await using var second = (await Store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_displaced_holder_learns_that_its_lease_is_lost()
    {
        await using var lease = await AcquireAsync(Store);
        var lost = WhenLost(lease);
        await DisplaceAsync();

        await PassAsync(StoreLease.RenewEvery);

        await lost;
        Assert.Equal(StoreStatus.Fenced, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
    }

    [Fact]
    public async Task A_backend_that_goes_down_costs_the_lease_only_after_its_life()
    {
        await using var lease = await AcquireAsync(Store);
        var lost = WhenLost(lease);
        Backend.Fail("The place is gone.");

        await PassAsync(StoreLease.Life * 0.9);
        Assert.False(lease.Lost.IsCancellationRequested);
        await PassAsync(StoreLease.Life * 0.2);

        await lost;
    }

    [Fact]
    public async Task A_renewal_that_hangs_costs_the_lease_after_its_life()
    {
        await using var lease = await AcquireAsync(Store);
        var lost = WhenLost(lease);
        Backend.HangRenewals();

        await PassAsync(StoreLease.Life * 1.1);

        await lost;
    }

    [Fact]
    public async Task A_backend_that_is_down_is_a_result_and_heals()
    {
        Assert.True(Store.IsUp);
        await using var lease = await AcquireAsync(Store);
        Backend.Fail("The place is gone.");

        Assert.Equal(StoreStatus.Unavailable, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
        Assert.False(Store.IsUp);
        var load = await Store.LoadAsync(Samples.Bot, None);
        Assert.Equal((StoreStatus.Unavailable, "The place is gone."), (load.Status, load.Reason));
        var acquire = await Store.AcquireAsync(Samples.Other, Patience, None);
        Assert.Equal((StoreStatus.Unavailable, "The place is gone."), (acquire.Status, acquire.Reason));
        Assert.Single(Logs.WithId(1201));

        Backend.Heal();

        Assert.Equal(StoreStatus.Ok, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
        Assert.True(Store.IsUp);
        Assert.Single(Logs.WithId(1202));
        Assert.Equal(Samples.Device, (await LoadAsync()).Device);
    }

    [Fact]
    public async Task A_lease_that_could_not_be_asked_for_does_not_block_the_next_try()
    {
        Backend.Fail("The place is gone.");
        Assert.Equal(StoreStatus.Unavailable, (await Store.AcquireAsync(Samples.Bot, Patience, None)).Status);

        Backend.Heal();

        await using var lease = (await Store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.NotNull(lease);
    }

    [Fact]
    public async Task An_envelope_of_another_account_is_refused()
    {
        await SaveAsync(Samples.SetAll);
        var stolen = await EnvelopeAsync(Samples.Bot, RecordKind.Session);

        await WriteRawAsync(Samples.Other, RecordKind.Session, stolen);

        var other = (await Store.LoadAsync(Samples.Other, None)).Value!;
        Assert.Null(other.Session);
        Assert.Equal([RecordKind.Session], other.Unreadable);
        Assert.False(other.HasForeignSession);
    }

    [Fact]
    public async Task An_envelope_of_another_kind_is_refused()
    {
        await SaveAsync(Samples.SetAll);
        var stolen = await EnvelopeAsync(Samples.Bot, RecordKind.Session);

        await WriteRawAsync(Samples.Bot, RecordKind.Challenge, stolen);

        var loaded = await LoadAsync();
        Assert.Null(loaded.Challenge);
        Assert.Equal([RecordKind.Challenge], loaded.Unreadable);
        AssertSame(Samples.Session, loaded.Session);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(21)]
    [InlineData(40)]
    public async Task A_changed_byte_anywhere_makes_a_record_unreadable(int position)
    {
        await SaveAsync(RecordChange.Set(Samples.Session));
        var envelope = await EnvelopeAsync(Samples.Bot, RecordKind.Session);
        envelope[position] ^= 1;

        await WriteRawAsync(Samples.Bot, RecordKind.Session, envelope);

        var loaded = await LoadAsync();
        Assert.Null(loaded.Session);
        Assert.Equal([RecordKind.Session], loaded.Unreadable);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(36)]
    public async Task A_truncated_envelope_is_unreadable(int length)
    {
        await WriteRawAsync(Samples.Bot, RecordKind.Budget, new byte[length]);

        Assert.Equal([RecordKind.Budget], (await LoadAsync()).Unreadable);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_once_with_account_kind_and_way_out()
    {
        await SaveAsync(Samples.SetAll);
        await using var stranger = Open(new SharedBackend(Backend), EncryptionKeys.Random());

        var loaded = (await stranger.LoadAsync(Samples.Bot, None)).Value!;
        _ = await stranger.LoadAsync(Samples.Bot, None);

        Assert.Equal(Enum.GetValues<RecordKind>(), loaded.Unreadable.Order());
        Assert.True(loaded.HasForeignSession);
        var told = Assert.Single(Logs.WithId(1200));
        Assert.Contains("account bot", told, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<RecordKind>(), kind => Assert.Contains(kind.Name(), told, StringComparison.Ordinal));
        Assert.Contains("Gateway:Store:EncryptionKey", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saving_beside_an_unreadable_record_leaves_it_as_it_is()
    {
        await WriteRawAsync(Samples.Bot, RecordKind.Session, [1, 2, 3]);

        await SaveAsync(RecordChange.Set(Samples.Device));

        Assert.Equal([1, 2, 3], await EnvelopeAsync(Samples.Bot, RecordKind.Session));
        Assert.Equal([RecordKind.Session], (await LoadAsync()).Unreadable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_replacing_an_unreadable_record_asks_for_it_to_be_put_aside(bool unreadable)
    {
        await SaveAsync(Samples.SetAll);
        if (unreadable)
        {
            await WriteRawAsync(Samples.Bot, RecordKind.Session, [1, 2, 3]);
        }

        await SaveAsync(RecordChange.Set(Samples.Session), RecordChange.Set(Samples.Device));

        Assert.Equal([(RecordKind.Session, unreadable), (RecordKind.Device, false)], Backend.LastWrites.Select(write => (write.Kind, write.KeepOld)));
        Assert.Empty((await LoadAsync()).Unreadable);
    }

    [Fact]
    public async Task A_rotated_key_still_reads_and_the_new_one_writes()
    {
        await SaveAsync(RecordChange.Set(Samples.Session), RecordChange.Set(Samples.Device));
        var newer = EncryptionKeys.Random();
        await using var rotated = Open(new SharedBackend(Backend), new EncryptionKeys([newer.First, Keys.First]));

        AssertSame(Samples.Session, (await rotated.LoadAsync(Samples.Bot, None)).Value!.Session);
        await using (var lease = await AcquireAsync(rotated))
        {
            Assert.Equal(StoreStatus.Ok, await rotated.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Session)], None));
        }

        await using var onlyNew = Open(new SharedBackend(Backend), newer);
        var loaded = (await onlyNew.LoadAsync(Samples.Bot, None)).Value!;
        AssertSame(Samples.Session, loaded.Session);
        Assert.Equal([RecordKind.Device], loaded.Unreadable);
    }

    [Fact]
    public async Task The_same_record_never_has_the_same_envelope_twice()
    {
        await SaveAsync(RecordChange.Set(Samples.Session));
        var first = await EnvelopeAsync(Samples.Bot, RecordKind.Session);
        await SaveAsync(RecordChange.Set(Samples.Session));

        Assert.NotEqual(first, await EnvelopeAsync(Samples.Bot, RecordKind.Session));
    }

    [Fact]
    public async Task A_record_is_useful_until_its_refresh_token_ends()
    {
        await SaveAsync(RecordChange.Set(Samples.Session), RecordChange.Set(Samples.Device));

        Assert.Equal([Samples.Session.RefreshTokenExpiresAt, null], Backend.LastWrites.Select(write => write.UsefulUntil));
    }

    [Fact]
    public async Task No_secret_reaches_the_log()
    {
        await SaveAsync(Samples.SetAll);
        await using var stranger = Open(new SharedBackend(Backend), EncryptionKeys.Random());
        _ = await stranger.LoadAsync(Samples.Bot, None);

        Assert.NotEmpty(Logs.Texts);
        Assert.DoesNotContain(Logs.Texts, line => line.Contains("in-clear", StringComparison.Ordinal));
    }

    private protected SessionStore Open(IRecordBackend backend, EncryptionKeys keys) =>
        new(backend, new SessionCipher(keys), Clock, new Microsoft.Extensions.Logging.Logger<SessionStore>(Logs));

    private protected async Task<AccountRecords> LoadAsync()
    {
        var result = await Store.LoadAsync(Samples.Bot, None);
        Assert.Equal(StoreStatus.Ok, result.Status);
        return result.Value!;
    }

    private protected async Task SaveAsync(params RecordChange[] changes)
    {
        await using var lease = await AcquireAsync(Store);
        Assert.Equal(StoreStatus.Ok, await Store.SaveAsync(Samples.Bot, lease, changes, None));
    }

    private protected static async Task<IStoreLease> AcquireAsync(SessionStore store, AccountName? account = null)
    {
        var result = await store.AcquireAsync(account ?? Samples.Bot, Patience, None);
        Assert.True(result.IsOk, result.Reason);
        return result.Value;
    }

    private protected static LeaseOwner Another(string process) => new(process, "1");

    /// <summary>Lets somebody else take the lease, as after a pause of this process in which its own ran out.</summary>
    private async Task DisplaceAsync()
    {
        await Backend.ReleaseAsync(Samples.Bot, Backend.LastOwner, None);
        Assert.NotNull(await Backend.Inner.TryAcquireAsync(Samples.Bot, Another("displacer"), TimeSpan.FromMinutes(1), None));
    }

    private static Task WhenLost(IStoreLease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = lease.Lost.Register(lost.SetResult);
        return lost.Task;
    }

    private async Task<byte[]> EnvelopeAsync(AccountName account, RecordKind kind) => (await Backend.ReadAsync(account, None))[kind].ToArray();

    private async Task WriteRawAsync(AccountName account, RecordKind kind, byte[] envelope)
    {
        var fence = await Backend.Inner.TryAcquireAsync(account, Another("raw"), TimeSpan.FromSeconds(1), None);
        Assert.True(await Backend.Inner.WriteAsync(account, fence!.Fence, [new RecordWrite(kind, envelope, null, false)], None));
        await Backend.Inner.ReleaseAsync(account, Another("raw"), None);
    }

    private protected static void AssertSame(Session expected, Session? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Details, actual.Details);
        Assert.Equal(expected.Warnings, actual.Warnings);

        // Collections compare by reference within records; they were compared above.
        Assert.Equal(expected, actual with { Details = expected.Details, Warnings = expected.Warnings });
    }
}
