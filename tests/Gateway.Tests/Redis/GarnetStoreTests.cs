namespace Gateway.Tests.Redis;

/// <summary>The same on another server: nothing that only one of them does is relied upon.</summary>
public sealed class GarnetStoreTests(SharedGarnet garnet) : RedisStoreContract(garnet.Configuration), IClassFixture<SharedGarnet>;
