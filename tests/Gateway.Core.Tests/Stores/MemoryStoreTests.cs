using Gateway.Core.Stores;
using Gateway.Testing;

namespace Gateway.Core.Tests.Stores;

public sealed class MemoryStoreTests : SessionStoreContract
{
    private readonly FakeClock _clock = new();

    private protected override TimeProvider Clock => _clock;

    private protected override IRecordBackend CreateBackend() => new MemoryBackend(_clock);

    private protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Two_memory_stores_have_nothing_in_common()
    {
        await using var first = SessionStores.Memory(_clock, Logs);
        await using var second = SessionStores.Memory(_clock, Logs);
        await using (var lease = (await first.AcquireAsync(Samples.Bot, Patience, None)).Value)
        {
            Assert.Equal(StoreStatus.Ok, await first.SaveAsync(Samples.Bot, lease!, Samples.SetAll, None));
        }

        AssertSame(Samples.Session, (await first.LoadAsync(Samples.Bot, None)).Value!.Session);
        Assert.Equal(AccountRecords.Empty, (await second.LoadAsync(Samples.Bot, None)).Value);
    }
}
