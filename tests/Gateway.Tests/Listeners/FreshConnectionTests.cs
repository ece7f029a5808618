using System.Net.Sockets;
using Gateway.Listeners;
using Gateway.Tests.Management;
using Gateway.Tests.Proxying;

namespace Gateway.Tests.Listeners;

/// <summary>A stop waits for requests, and not for connections on which none has come.</summary>
public sealed class FreshConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stop_does_not_wait_for_half_a_head()
    {
        var model = RunningGateway.EmptyModel();
        await using var gateway = await RunningGateway.StartAsync(model with { Proxying = model.Proxying with { DrainTimeout = TimeSpan.FromHours(1) } });
        var port = gateway.At(ListenerKind.Proxy, "/").Port;
        using var half = await RawClient.ConnectAsync(port);
        await half.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: 1"u8.ToArray(), TestContext.Current.CancellationToken);
        using var silent = await RawClient.ConnectAsync(port);

        // Connections are taken in their order: those before have been, too.
        await RawClient.SendAsync(port, $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");

        await gateway.Application.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(await HasEndedAsync(half));
    }

    private static async Task<bool> HasEndedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TimeProvider.System) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
