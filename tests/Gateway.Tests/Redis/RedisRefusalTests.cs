using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Stores;
using Gateway.Redis;
using Gateway.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Redis;

/// <summary>Answers of a Redis that is there and unwilling: outages like any other, each with its cause.</summary>
public sealed class RedisRefusalTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private RedisServer _server = null!;
    private RedisBackend _backend = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _backend = new RedisBackend(
            new SecretReference.Inline("Gateway:Store:Redis", new Secret(_server.Configuration)), "t", TimeProvider.System, NullLogger<RedisBackend>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _server.Dispose();
    }

    [Theory]
    [InlineData("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "out of memory")]
    [InlineData("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "replica")]
    public async Task A_redis_that_takes_no_writes_is_unavailable_and_heals(string spoil, string mend, string says)
    {
        Assert.SkipWhen(RedisProgram.Best == RedisProgram.Garnet, "Only redis-server refuses writes in these ways, and it is not on the PATH.");

        Assert.NotNull(await _backend.TryAcquireAsync(Samples.Bot, "before", TimeSpan.FromMilliseconds(1), None));
        using var redis = await RedisText.ConnectAsync(_server);
        Assert.Equal("+OK", await redis.AskAsync(spoil));

        var reason = await WhenJudgedAsync(reason => reason?.Contains(says, StringComparison.Ordinal) == true);
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => _backend.TryAcquireAsync(Samples.Bot, "during", TimeSpan.FromSeconds(1), None));
        Assert.Equal(reason, failure.Message);

        Assert.Equal("+OK", await redis.AskAsync(mend));
        await WhenJudgedAsync(reason => reason is null);
        Assert.NotNull(await _backend.TryAcquireAsync(Samples.Bot, "after", TimeSpan.FromSeconds(1), None));
    }

    private async Task<string?> WhenJudgedAsync(Func<string?, bool> condition)
    {
        var judged = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(string? reason)
        {
            if (condition(reason))
            {
                judged.TrySetResult(reason);
            }
        }

        _backend.Judged += Look;
        try
        {
            return await judged.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        finally
        {
            _backend.Judged -= Look;
        }
    }
}
