using System.Text;
using Gateway.Proxying;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>What belongs to one connection stays there: names that Connection lists, and codings of the transfer.</summary>
public sealed class HopTests
{
    [Theory]
    [InlineData("Connection: close, X-Hop")]
    [InlineData("Connection: X-Hop,close")]
    [InlineData("Connection: X-Hop , Close ,, X-Other")]
    [InlineData("connection: close\r\nConnection: X-Hop")]
    [InlineData("Connection: X-Hop\r\nConnection: close")]
    [InlineData("Connection: keep-alive, close, X-Hop")]
    public async Task Names_beside_close_are_removed_and_the_connection_is_closed(string connection)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        var head = upstream.AnswerOnceAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        var answer = await proxy.SendAsync($"GET / HTTP/1.1\r\nHost: x\r\n{connection}\r\nX-Hop: 1\r\nX-Kept: 1\r\n\r\n");

        Assert.Equal((200, "close"), (answer.Status, answer.Header("Connection")));
        Assert.Equal(["X-Kept: 1"], (await head).Split("\r\n").Where(line => line.StartsWith("X-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("keep-alive, X-Hop")]
    [InlineData("X-Hop,Keep-Alive")]
    public async Task Names_beside_keep_alive_are_removed_and_the_connection_is_kept(string connection)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);

        for (var round = 0; round < 2; round++)
        {
            var head = upstream.AnswerOnceAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\nX-Hop: 1\r\n\r\n"));
            await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\nok");
            Assert.DoesNotContain("X-Hop", await head, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("keep-alive", "keep-alive")]
    [InlineData("close", "close,keep-alive")]
    [InlineData("keep-alive, Upgrade", "keep-alive, Upgrade")]
    [InlineData("Upgrade", "Upgrade")]
    [InlineData("keep-alive, a", "a")]
    [InlineData("a, close", "a, close,keep-alive")]
    [InlineData("", "")]
    public void Connection_is_read_as_a_value_of_the_same_meaning(string sent, string read)
    {
        var bytes = Encoding.Latin1.GetBytes(sent);

        Assert.Equal(read, ConnectionHeaderEncoding.Instance.GetString((ReadOnlySpan<byte>)bytes));
        Assert.True(ConnectionHeaderEncoding.Instance.GetMaxCharCount(bytes.Length) >= read.Length);
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    [InlineData("chunked, chunked")]
    [InlineData("x, chunked")]
    public async Task A_request_in_another_coding_is_refused(string coding)
    {
        await using var proxy = await ProxyFixture.StartAsync(_ => throw new InvalidOperationException("forwarded"));

        var answer = await proxy.SendAsync($"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {coding}\r\nConnection: close\r\n\r\n0\r\n\r\n");

        Assert.Equal((400, "request_not_allowed"), (answer.Status, answer.Error));
        Assert.Contains("chunked", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    // What the parser refuses has no body and no name.
    [Theory]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: chunked, gzip")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2")]
    [InlineData("Content-Length: 1, 1")]
    [InlineData("Content-Length: -1")]
    [InlineData("X-Folded: a\r\n b")]
    [InlineData("X Name: a")]
    [InlineData("X-Name : a")]
    [InlineData(": a")]
    [InlineData("X-Nul: a\0b")]
    public async Task Headers_that_can_be_read_two_ways_are_a_bare_400(string header)
    {
        await using var proxy = await ProxyFixture.StartAsync(_ => throw new InvalidOperationException("forwarded"));

        var answer = await proxy.SendAsync($"POST / HTTP/1.1\r\nHost: x\r\n{header}\r\nConnection: close\r\n\r\na");

        Assert.Equal((400, null, ""), (answer.Status, answer.Error, answer.Body));
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    public async Task An_answer_in_another_coding_is_an_error_and_not_another_body(string coding)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n1\r\na\r\n0\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var answer = await proxy.GetAsync("/");

        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/stream+json")]
    [InlineData("application/json-seq")]
    [InlineData("text/plain")]
    public async Task The_head_of_a_stream_does_not_wait_for_its_first_piece(string type)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        using var connection = await upstream.AcceptAsync();
        await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");

        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"));

        Assert.Contains(type, await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interim_answers_stay_on_their_hop_and_the_final_one_passes()
    {
        await using var upstream = new RawUpstream(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\n"
            + "HTTP/1.1 200 Final\r\nContent-Length: 2\r\n\r\nok");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var answer = await proxy.GetAsync("/");

        Assert.Equal((200, null, "ok"), (answer.Status, answer.Header("Link"), answer.Body));
    }

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("http://{upstream}/a", "/a")]
    public async Task A_caller_that_names_no_host_gets_a_location_without_one(string sent, string received)
    {
        using var upstream = new WireOrigin();
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);
        var location = sent.Replace("{upstream}", new Uri(upstream.Url).Authority, StringComparison.Ordinal);
        var served = upstream.AnswerOnceAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

        var answer = await proxy.SendAsync("GET /@bot/ HTTP/1.0\r\nOrigin: http://other.example\r\n\r\n");

        Assert.Equal((302, "/@bot" + received), (answer.Status, answer.Header("Location")));
        Assert.Contains("\r\nOrigin: http://other.example\r\n", await served, StringComparison.Ordinal);
    }
}
