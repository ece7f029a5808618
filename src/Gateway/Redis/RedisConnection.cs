using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>A client and what it was connected by.</summary>
/// <param name="Client">The client; it comes back by itself when Redis does.</param>
/// <param name="Configuration">By which it was connected.</param>
internal sealed record RedisConnection(ConnectionMultiplexer Client, RedisConfiguration Configuration) : IDisposable
{
    public void Dispose() => Client.Dispose();
}
