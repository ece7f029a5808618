using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.Stx;

namespace Gateway.Tests.Clients;

/// <summary>Unmodified clients on a listener with keys: the key is their password, and all the tokens they see stand for it.</summary>
public sealed class KeyedClientTests
{
    private const string Key = "phoenix-bot-key-0123456789abcdef";

    [Fact]
    public Task The_phoenix_client_of_npm_also_after_its_token_has_ended() => CompareAsync(ClientScript.Node("phoenix-client.mjs"));

    [Fact]
    public Task Python_requests() => CompareAsync(ClientScript.Python("requests_client.py", "requests"));

    [Fact]
    public Task Python_aiohttp() => CompareAsync(ClientScript.Python("aiohttp_client.py", "aiohttp"), stx => stx.Knobs.CompressesSockets = true);

    [Fact]
    public Task Python_websockets() => CompareAsync(ClientScript.Python("websockets_client.py", "websockets"));

    [Fact]
    public Task Curl() => CompareAsync(ClientScript.Curl());

    private static async Task CompareAsync(ClientScript script, Action<StxExchange>? prepare = null)
    {
        await using var exchange = await Exchange.StartAsync(prepare, $"--Gateway:Inbound:Callers:bot:Key={Key}");
        await exchange.WhenStateAsync(AccountState.Active);

        var direct = await script.RunAsync(exchange.Sandbox.BaseUrl, exchange.Sandbox.BaseUrl, StxExchange.DefaultPassword);
        exchange.Stx.Sockets.Clear();
        var logins = exchange.Stx.LoginsSent;
        var throughGateway = await script.RunAsync(exchange.Proxy, exchange.Sandbox.BaseUrl, Key, PauseAsync);

        Assert.NotEmpty(direct);
        Assert.Equal(string.Join('\n', direct), string.Join('\n', throughGateway));
        Assert.Equal(logins, exchange.Stx.LoginsSent);
        Assert.DoesNotContain(Key, exchange.Log.ToString(), StringComparison.Ordinal);

        async Task PauseAsync(string name)
        {
            if (name == "refresh")
            {
                Assert.Null(await exchange.Account().RefreshAsync(TestContext.Current.CancellationToken));
            }
            else if (name == "old token")
            {
                // The token that the client has kept since its first connect ended an hour ago.
                for (var hour = 0; hour < 2; hour++)
                {
                    var version = exchange.Account().Snapshot.Session!.Version;
                    exchange.Clock.Advance(TimeSpan.FromMinutes(59));
                    await exchange.WhenAsync(snapshot => snapshot.Session?.Version > version);
                }
            }
        }
    }
}
