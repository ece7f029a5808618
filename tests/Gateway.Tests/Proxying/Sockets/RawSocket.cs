using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Gateway.Proxying.Sockets;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.Sockets;

/// <summary>A gateway between an upstream and a caller, both of which write raw bytes into a switched connection.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client;

    private RawSocket(ProxyFixture proxy, TcpClient client, Stream upstream)
    {
        (Proxy, _client, Upstream) = (proxy, client, upstream);
    }

    public ProxyFixture Proxy { get; }

    /// <summary>The caller's end.</summary>
    public NetworkStream Caller => _client.GetStream();

    public TcpClient Connection => _client;

    /// <summary>The upstream's end.</summary>
    public Stream Upstream { get; }

    public OpenSockets Open => Proxy.Gateway.Services.GetRequiredService<OpenSockets>();

    public static string Handshake(int port, string target = "/socket", params string[] lines) =>
        $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{string.Concat(lines.Select(line => line + "\r\n"))}\r\n";

    public static async Task<RawSocket> OpenAsync(ProxySettings? settings = null)
    {
        var streams = Channel.CreateUnbounded<Stream>();
        var proxy = await ProxyFixture.StartAsync(
            async context =>
            {
                context.Response.Headers.Upgrade = "websocket";
                var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
                streams.Writer.TryWrite(stream);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            settings: settings);
        return await OpenAsync(proxy, streams.Reader);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Proxy.DisposeAsync();
    }

    /// <summary>Waits until something becomes true that no event tells of.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    private static async Task<RawSocket> OpenAsync(ProxyFixture proxy, ChannelReader<Stream> streams)
    {
        var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Handshake(proxy.Gateway.Port)));
        var head = await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        return new RawSocket(proxy, client, await streams.ReadAsync());
    }
}
