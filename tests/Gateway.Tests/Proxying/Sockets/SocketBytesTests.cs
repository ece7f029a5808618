using System.Security.Cryptography;
using System.Text;

namespace Gateway.Tests.Proxying.Sockets;

/// <summary>What passes through an open socket, byte for byte, and how its ends reach the other side.</summary>
public sealed class SocketBytesTests
{
    private static CancellationToken Limit => new CancellationTokenSource(RawSocket.Limit, TimeProvider.System).Token;

    [Fact]
    public async Task All_bytes_pass_unchanged_both_ways_whatever_they_are()
    {
        await using var socket = await RawSocket.OpenAsync();
        var random = new Random(1);

        await Task.WhenAll(
            PassAsync(random.Next(), socket.Caller, socket.Upstream),
            PassAsync(random.Next(), socket.Upstream, socket.Caller));
    }

    [Fact]
    public async Task A_quiet_socket_outlives_the_activity_timeout()
    {
        var quiet = TimeSpan.FromMilliseconds(150);
        await using var socket = await RawSocket.OpenAsync(ProxyFixture.Settings with { ActivityTimeout = quiet });

        // Silence is the very thing under test here; a longer one changes nothing.
        await Task.Delay(quiet * 3, TimeProvider.System, TestContext.Current.CancellationToken);
        await socket.Upstream.WriteAsync(Frames.Make(Frames.Text, "late"u8), TestContext.Current.CancellationToken);

        Assert.Equal("late", Encoding.UTF8.GetString((await Frames.ReadAsync(socket.Caller, Limit)).Payload));
    }

    [Fact]
    public async Task The_end_of_one_side_is_the_end_of_the_other()
    {
        await using (var socket = await RawSocket.OpenAsync())
        {
            socket.Connection.Dispose();
            Assert.Equal(0, await ReadToEndAsync(socket.Upstream));
            await RawSocket.UntilAsync(() => socket.Open.Count == 0);
        }

        await using (var socket = await RawSocket.OpenAsync())
        {
            await socket.Proxy.Upstream.StopAsync(new CancellationToken(canceled: true));
            Assert.Equal(0, await ReadToEndAsync(socket.Caller));
            await RawSocket.UntilAsync(() => socket.Open.Count == 0);
        }
    }

    [Fact]
    public async Task What_the_upstream_sent_before_its_end_arrives_whole()
    {
        await using var socket = await RawSocket.OpenAsync();
        var last = Frames.Make(Frames.Binary, new byte[300_000]);
        var received = ReadToEndAsync(socket.Caller);

        await socket.Upstream.WriteAsync(last, TestContext.Current.CancellationToken);
        socket.Connection.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        // The caller has half closed; what was on its way before may still come, but never more than was sent.
        Assert.InRange(await received, 0, last.Length);
    }

    [Theory]
    [InlineData("Connection: close")]
    [InlineData("Connection: Upgrade, close\r\nUpgrade: h2c")]
    [InlineData("Connection: close\r\nUpgrade: websocket")]
    public async Task A_switch_that_nobody_asked_for_becomes_no_tunnel(string lines)
    {
        const string Switch = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET /stolen";
        await using var upstream = new RawUpstream(Switch);
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        // Twice: the upstream serves one connection after the other, so the first one must have been closed.
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal((502, "upstream_unreachable"), Error(await proxy.SendAsync($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{proxy.Gateway.Port}\r\n{lines}\r\n\r\n")));
        }
    }

    [Fact]
    public async Task A_switch_to_another_protocol_than_the_one_asked_for_becomes_no_tunnel()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var response = await proxy.SendAsync(RawSocket.Handshake(proxy.Gateway.Port).Replace("Connection: Upgrade", "Connection: Upgrade, close", StringComparison.Ordinal));

        Assert.Equal((502, "upstream_unreachable"), Error(response));
    }

    [Fact]
    public async Task A_handshake_that_is_never_answered_ends_with_the_activity_timeout()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            async context => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            settings: ProxyFixture.Settings with { ActivityTimeout = TimeSpan.FromMilliseconds(100) });

        var response = await proxy.SendAsync(RawSocket.Handshake(proxy.Gateway.Port).Replace("Connection: Upgrade", "Connection: Upgrade, close", StringComparison.Ordinal));

        Assert.Equal((504, "upstream_timeout"), Error(response));
    }

    private static (int Status, string? Error) Error(RawResponse response) => (response.Status, response.Error);

    private static async Task PassAsync(int seed, Stream from, Stream to)
    {
        var random = new Random(seed);
        var sent = new byte[3_000_000];
        random.NextBytes(sent);
        var writing = WriteAsync();
        var received = new byte[sent.Length];
        await to.ReadExactlyAsync(received, Limit);
        await writing;
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(received));

        async Task WriteAsync()
        {
            for (var at = 0; at < sent.Length;)
            {
                var piece = Math.Min(sent.Length - at, random.Next(1, 100_000));
                await from.WriteAsync(sent.AsMemory(at, piece), Limit);
                await from.FlushAsync(Limit);
                at += piece;
            }
        }
    }

    private static async Task<int> ReadToEndAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var total = 0;
        try
        {
            while (await stream.ReadAsync(buffer, Limit) is > 0 and var read)
            {
                total += read;
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            // An end all the same; the server may have taken the stream back already.
        }

        return total;
    }
}
