using Gateway.Testing.Redis;

namespace Gateway.Tests.Redis;

/// <summary>One Redis for the tests of a class, each of which uses keys of its own: the one of <c>GATEWAY_TEST_REDIS</c>, or one started here.</summary>
public class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;

    public string Configuration { get; private set; } = null!;

    private protected virtual RedisProgram? Program => null;

    public async ValueTask InitializeAsync()
    {
        if (Program is null && Environment.GetEnvironmentVariable("GATEWAY_TEST_REDIS") is { Length: > 0 } given)
        {
            Configuration = given;
            return;
        }

        _server = await RedisServer.StartAsync(program: Program);
        Configuration = _server.Configuration;
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
