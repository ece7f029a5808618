namespace Gateway.Tests.Redis;

/// <summary>What every store does, and what only Redis does, on a real one.</summary>
public sealed class RedisStoreTests(SharedRedis redis) : RedisStoreContract(redis.Configuration), IClassFixture<SharedRedis>;
