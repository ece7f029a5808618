using System.Text;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>Trailers to callers of HTTP/1.1, byte for byte; those of HTTP/2 are in the table.</summary>
public sealed class TrailerTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";

    [Fact]
    public async Task Announced_trailers_arrive_but_for_those_that_may_not_pass()
    {
        var answer = await SendAsync(
            "GET / HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n\r\n",
            Head + "Trailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\nSet-Cookie: a=1\r\nX-Gateway-Error: forged\r\n"
            + "Content-Length: 9\r\nTransfer-Encoding: x\r\n\r\n");

        Assert.Equal("X-Sum", answer.Header("Trailer"));
        Assert.Equal("chunked", answer.Header("Transfer-Encoding"));
        Assert.Equal("3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n", answer.Body);
    }

    [Fact]
    public async Task Trailers_that_were_not_announced_are_dropped_and_the_body_is_whole()
    {
        var answer = await SendAsync(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", Head + "\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");

        Assert.Equal("3\r\nabc\r\n0\r\n\r\n", answer.Body);
    }

    [Fact]
    public async Task A_caller_of_HTTP_1_0_gets_the_body_alone()
    {
        var answer = await SendAsync("GET / HTTP/1.0\r\nHost: x\r\n\r\n", Head + "Trailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");

        Assert.Equal((null, "abc"), (answer.Header("Transfer-Encoding"), answer.Body));
    }

    [Fact]
    public async Task An_answer_with_trailers_that_breaks_off_has_no_end()
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        var served = upstream.AnswerOnceAsync(Head + "Trailer: X-Sum\r\n\r\n3\r\nabc\r\n5\r\nde");

        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        Assert.DoesNotContain("0\r\n\r\n", await WireOrigin.ReadToEndAsync(client), StringComparison.Ordinal);
        await served;
    }

    [Fact]
    public async Task An_answer_with_trailers_that_never_begins_becomes_a_problem_that_can_be_read()
    {
        var answer = await SendAsync(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", Head + "Content-Type: application/json\r\nTrailer: X-Sum\r\n\r\n");

        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Error));
        Assert.StartsWith("{", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_serves_the_next_request_after_trailers()
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        var stream = client.GetStream();

        for (var round = 0; round < 3; round++)
        {
            var served = upstream.AnswerOnceAsync(Head + $"Connection: close\r\nTrailer: X-Sum\r\n\r\n1\r\n{round}\r\n0\r\nX-Sum: {round}\r\n\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            var answer = await RawClient.ReadUntilAsync(stream, $"X-Sum: {round}\r\n\r\n");
            await served;

            Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith($"\r\n\r\n1\r\n{round}\r\n0\r\nX-Sum: {round}\r\n\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("TE: trailers\r\nConnection: TE\r\n", "TE: trailers")]
    [InlineData("TE: deflate;q=0.5, trailers\r\n", "TE: trailers")]
    [InlineData("TE: gzip\r\n", null)]
    [InlineData("", null)]
    public async Task A_wish_for_trailers_goes_on_to_the_upstream(string sent, string? arrived)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        var head = upstream.AnswerOnceAsync("HTTP/1.1 204 No Content\r\n\r\n");

        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\n{sent}\r\n"));
        await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n");

        var lines = (await head).Split("\r\n").Where(line => line.StartsWith("TE:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Connection:", StringComparison.Ordinal));
        Assert.Equal(arrived is null ? [] : ["Connection: TE", arrived], lines.Order(StringComparer.Ordinal));
    }

    private static async Task<RawResponse> SendAsync(string request, string answer)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        var served = upstream.AnswerOnceAsync(answer);
        var received = await proxy.SendAsync(request);
        await served;
        return received;
    }
}
