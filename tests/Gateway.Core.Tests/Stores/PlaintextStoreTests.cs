using System.Security.Cryptography;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;
using Gateway.Testing;

namespace Gateway.Core.Tests.Stores;

/// <summary>A store without a key, and the way out of it.</summary>
public sealed class PlaintextStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly FakeClock _clock = new();
    private readonly RecordedLogs _logs = new();
    private readonly MemoryBackend _place;
    private readonly SecretReference _key = new SecretReference.Inline(
        "Gateway:Store:EncryptionKey", new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));

    public PlaintextStoreTests() => _place = new MemoryBackend(_clock);

    [Fact]
    public void Without_a_key_the_store_is_refused_unless_that_is_allowed()
    {
        var made = false;
        var opening = SessionStores.Over(() => { made = true; return _place; }, null, allowPlaintext: false, _clock, _logs);

        Assert.Contains("Gateway:Store:EncryptionKey", Assert.IsType<StoreOpening.Refused>(opening).Message, StringComparison.Ordinal);
        Assert.False(made);
    }

    [Fact]
    public async Task Where_it_is_allowed_records_lie_in_clear_and_the_start_warns()
    {
        await using var store = Open(null, allowPlaintext: true);
        await SaveAsync(store);

        Assert.Equal(Samples.Device, (await store.LoadAsync(Samples.Bot, None)).Value!.Device);
        var stored = (await _place.ReadAsync(Samples.Bot, None))[RecordKind.Device];
        Assert.Contains(Samples.Device.Id, System.Text.Encoding.UTF8.GetString(stored.Span), StringComparison.Ordinal);
        Assert.Single(_logs.WithId(1221));
    }

    [Fact]
    public async Task With_a_key_what_lies_in_clear_is_read_only_if_that_is_allowed_and_is_encrypted_when_next_written()
    {
        await SaveAsync(Open(null, allowPlaintext: true));

        var strict = (await Open(_key, allowPlaintext: false).LoadAsync(Samples.Bot, None)).Value!;
        Assert.Null(strict.Device);
        Assert.Equal([RecordKind.Device], strict.Unreadable);

        var lenient = Open(_key, allowPlaintext: true);
        Assert.Equal(Samples.Device, (await lenient.LoadAsync(Samples.Bot, None)).Value!.Device);
        await SaveAsync(lenient);
        Assert.Equal(Samples.Device, (await Open(_key, allowPlaintext: false).LoadAsync(Samples.Bot, None)).Value!.Device);
    }

    [Fact]
    public async Task Without_the_key_what_is_encrypted_is_unreadable_and_kept()
    {
        await SaveAsync(Open(_key, allowPlaintext: false));

        Assert.Equal([RecordKind.Device], (await Open(null, allowPlaintext: true).LoadAsync(Samples.Bot, None)).Value!.Unreadable);
    }

    private ISessionStore Open(SecretReference? key, bool allowPlaintext) =>
        Assert.IsType<StoreOpening.Opened>(SessionStores.Over(() => new SharedBackend(_place), key, allowPlaintext, _clock, _logs)).Store;

    private static async Task SaveAsync(ISessionStore store)
    {
        await using var lease = (await store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value!;
        Assert.Equal(StoreStatus.Ok, await store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
    }
}
