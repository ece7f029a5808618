using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary><c>Gateway:Proxy:ActivityTimeout</c>: silence, not duration, ends an exchange.</summary>
public sealed class ActivityTimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_request_body_that_stops_before_the_answer_is_504()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            context => context.Request.Body.CopyToAsync(Stream.Null), settings: ProxyFixture.Settings with { ActivityTimeout = Short });

        var answer = await proxy.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf");

        Assert.Equal((504, "upstream_timeout"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("/api/graphql")]
    [InlineData("/api/GraphQL")]
    public async Task A_body_that_stops_while_it_is_looked_into_is_504_as_well(string path)
    {
        await using var proxy = await ProxyFixture.StartAsync(
            _ => throw new InvalidOperationException("forwarded"), settings: ProxyFixture.Settings with { ActivityTimeout = Short });

        var answer = await proxy.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf");

        Assert.Equal((504, "upstream_timeout"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task The_answer_to_a_handshake_that_makes_no_socket_is_broken_off_when_it_stops()
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(
            null, [new FakeAccount("bot", upstream.Url)], ProxyFixture.Settings with { ActivityTimeout = Short });
        using var caller = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await caller.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(Sockets.RawSocket.Handshake(proxy.Gateway.Port)));
        using var connection = await upstream.AcceptAsync();
        await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        await connection.GetStream().WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());

        Assert.Equal("", await WireOrigin.ReadToEndAsync(connection));
        var seen = await WireOrigin.ReadToEndAsync(caller);
        Assert.StartsWith("HTTP/1.1 404 ", seen, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhalf", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nhalf\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhalf")]
    public async Task An_answer_that_stops_is_broken_off(string half)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(
            null, [new FakeAccount("bot", upstream.Url)], ProxyFixture.Settings with { ActivityTimeout = Short });
        var call = proxy.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using var connection = await upstream.AcceptAsync();
        await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        await connection.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(half));

        using var answer = await call;

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsByteArrayAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Equal("", await WireOrigin.EndAsync(connection));
    }

    [Fact]
    public async Task An_exchange_that_goes_on_may_take_longer_than_the_limit()
    {
        var limit = TimeSpan.FromSeconds(3);
        await using var proxy = await ProxyFixture.StartAsync(
            async context =>
            {
                for (var piece = 0; piece < 9; piece++)
                {
                    await context.Response.WriteAsync($"{piece}");
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(limit / 6, TimeProvider.System, context.RequestAborted);
                }
            },
            settings: ProxyFixture.Settings with { ActivityTimeout = limit });

        Assert.Equal("012345678", await proxy.Client.GetStringAsync("/"));
    }
}
