using System.Text;
using Gateway.Core.Upstreams;

namespace Gateway.Tests.Proxying;

/// <summary>An upstream that hangs up on a kept connection may have carried the request out.</summary>
public sealed class RepetitionTests
{
    [Theory]
    [InlineData("POST", "Content-Length: 0\r\n", "")]
    [InlineData("PUT", "Content-Length: 0\r\n", "")]
    [InlineData("PATCH", "", "")]
    [InlineData("DELETE", "", "")]
    [InlineData("DELETE", "Expect: 100-continue\r\n", "")]
    [InlineData("BREW", "", "")]
    [InlineData("POST", "Content-Length: 2\r\n", "{}")]
    [InlineData("POST", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n")]
    public async Task What_may_change_something_goes_out_once(string method, string headers, string body)
    {
        await using var upstream = new ClosingUpstream();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        Assert.Equal(204, (await proxy.GetAsync("/warm")).Status);

        var answer = await proxy.SendAsync($"{method} /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}");

        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Error));
        Assert.Equal(1, upstream.Others);
    }

    [Fact]
    public async Task What_a_protocol_itself_sends_with_a_body_goes_out_once()
    {
        await using var upstream = new ClosingUpstream();
        using var http = new HttpMessageInvoker(UpstreamHttp.CreateHandler(new FakeAccount("bot", upstream.Url).Definition.Upstream));
        using var warm = new HttpRequestMessage(HttpMethod.Get, upstream.Url + "/warm");
        (await http.SendAsync(warm, TestContext.Current.CancellationToken)).Dispose();
        using var login = new HttpRequestMessage(HttpMethod.Post, upstream.Url + "/login") { Content = new StringContent("{}") };

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(login, TestContext.Current.CancellationToken));

        Assert.Equal(1, upstream.Others);
    }

    [Fact]
    public async Task What_only_reads_may_go_out_again()
    {
        await using var upstream = new ClosingUpstream();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        Assert.Equal(204, (await proxy.GetAsync("/warm")).Status);

        var answer = await proxy.GetAsync("/x");

        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Error));
        Assert.InRange(upstream.Others, 2, 4);
    }

    [Fact]
    public async Task An_upstream_that_no_longer_takes_the_body_is_504()
    {
        using var upstream = new Conformance.WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(
            null, [new FakeAccount("bot", upstream.Url)], ProxyFixture.Settings with { ActivityTimeout = TimeSpan.FromMilliseconds(500) });
        using var caller = await RawClient.ConnectAsync(proxy.Gateway.Port);
        const int length = 50_000_000;
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"));
        var sending = caller.GetStream().WriteAsync(new byte[length]).AsTask();
        using var connection = await upstream.AcceptAsync();
        await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        await connection.GetStream().WriteAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

        var head = await RawClient.ReadUntilAsync(caller.GetStream(), "\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 504 ", head, StringComparison.Ordinal);
        Assert.Contains("X-Gateway-Error: upstream_timeout", head, StringComparison.OrdinalIgnoreCase);
        caller.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }
}
