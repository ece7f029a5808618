using Gateway.Testing.Redis;

namespace Gateway.Tests.Redis;

/// <summary>As <see cref="SharedRedis"/>, but always Garnet: another server with the same protocol.</summary>
public sealed class SharedGarnet : SharedRedis
{
    private protected override RedisProgram? Program => RedisProgram.Garnet;
}
