using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.Stx;

namespace Gateway.Tests.Clients;

/// <summary>
/// Clients that people use, unmodified but for the base URL: first directly against the exchange, then through the gateway. Both runs
/// must say the same.
/// </summary>
public sealed class ClientTests
{
    [Fact]
    public Task The_phoenix_client_of_npm() => CompareAsync(ClientScript.Node("phoenix-client.mjs"));

    [Fact]
    public Task Python_requests() => CompareAsync(ClientScript.Python("requests_client.py", "requests"));

    [Fact]
    public Task Python_aiohttp() => CompareAsync(ClientScript.Python("aiohttp_client.py", "aiohttp"), stx => stx.Knobs.CompressesSockets = true);

    [Fact]
    public Task Python_websockets() => CompareAsync(ClientScript.Python("websockets_client.py", "websockets"));

    [Fact]
    public Task Python_websocket_client_with_its_own_origin() =>
        CompareAsync(ClientScript.Python("websocket_client.py", "websocket"), stx => stx.Knobs.SocketOriginCheck = Sandbox.Phoenix.SocketOriginCheck.Connection);

    [Fact]
    public Task Curl() => CompareAsync(ClientScript.Curl());

    [Fact]
    public async Task The_clients_of_the_framework()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.WhenStateAsync(AccountState.Active);

        var direct = await DotnetBot.RunAsync(exchange.Sandbox.BaseUrl, exchange.Stx.Sockets);
        var throughGateway = await DotnetBot.RunAsync(exchange.Proxy, exchange.Stx.Sockets);

        Assert.Equal(direct, throughGateway);
    }

    private static async Task CompareAsync(ClientScript script, Action<StxExchange>? prepare = null)
    {
        await using var exchange = await Exchange.StartAsync(prepare);
        await exchange.WhenStateAsync(AccountState.Active);

        var direct = await script.RunAsync(exchange.Sandbox.BaseUrl, exchange.Sandbox.BaseUrl, StxExchange.DefaultPassword);
        exchange.Stx.Sockets.Clear();
        var refreshes = exchange.Account().Snapshot.Counters.Refreshes;
        var throughGateway = await script.RunAsync(exchange.Proxy, exchange.Sandbox.BaseUrl, StxExchange.DefaultPassword, PauseAsync);

        Assert.NotEmpty(direct);
        Assert.Equal(string.Join('\n', direct), string.Join('\n', throughGateway));
        Assert.DoesNotContain("ForwardingFailed", exchange.Log.ToString(), StringComparison.Ordinal);

        async Task PauseAsync(string name)
        {
            if (name == "refresh")
            {
                Assert.Null(await exchange.Account().RefreshAsync(TestContext.Current.CancellationToken));
                Assert.Equal(refreshes + 1, exchange.Account().Snapshot.Counters.Refreshes);
            }
        }
    }
}
