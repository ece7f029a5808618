using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class RestTests
{
    [Theory]
    [InlineData(null, TokenState.None)]
    [InlineData("bad", TokenState.Unknown)]
    public async Task Without_a_good_bearer_every_path_is_refused(string? token, TokenState state)
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync("/anything", token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"error":"unauthorized"}""", await response.Content.ReadAsStringAsync());
        var call = Assert.Single(bot.Stx.Calls);
        Assert.Equal((StxOperations.Rest, state, 401), (call.Operation, call.TokenState, call.Status));
    }

    [Fact]
    public async Task An_echo_tells_what_arrived_and_whose_it_was()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        var body = "hello"u8.ToArray();

        using var response = await bot.SendAsync(HttpMethod.Put, "/api/v1/orders?x=1&x=2", token, new ByteArrayContent(body));
        var echo = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("PUT", echo.Text("method"));
        Assert.Equal("/api/v1/orders?x=1&x=2", echo.Text("rawTarget"));
        Assert.Equal("HTTP/1.1", echo.Text("protocol"));
        Assert.Equal(StxExchange.DefaultEmail, echo.Text("owner"));
        Assert.Equal(5, echo.GetProperty("bodyLength").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), echo.Text("bodySha256"));
        Assert.Equal($"Bearer {token}", echo.GetProperty("headers").GetProperty("Authorization")[0].GetString());
        Assert.Equal("5", bot.Stx.Calls[^1].Headers["content-length"]);
    }

    [Fact]
    public async Task The_raw_target_is_echoed_byte_for_byte()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        const string Target = "/a/../b/%2F%41//c?q=%20+&%7e";

        var answer = await SendRawAsync(bot, $"GET {Target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");

        Assert.Contains("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(Target, bot.Stx.Calls[^1].RawTarget);
    }

    [Fact]
    public async Task A_gated_stream_gives_its_first_event_and_waits()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        using var response = await bot.GetAsync("/api/v1/stream?events=2&gate=1", token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await ReadEventAsync(reader);

        var next = reader.ReadLineAsync();
        Assert.False(next.IsCompleted);
        bot.Stx.ReleaseStreams();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["id: 1", "event: tick", """data: {"number":1}"""], first);
        Assert.Equal("id: 2", await next);
        Assert.False(bot.Stx.StreamGate.IsOpen);
    }

    [Theory]
    [InlineData("/api/v1/bytes/100000", 100_000L)]
    [InlineData("/api/v1/chunked/100000", null)]
    public async Task Downloads_are_the_same_every_time(string path, long? length)
    {
        await using var bot = await Bot.StartAsync();
        using var response = await bot.GetAsync(path, (await bot.LoginAsync()).Token());

        Assert.Equal(length, response.Content.Headers.ContentLength);
        Assert.Equal(length is null, response.Headers.TransferEncodingChunked ?? false);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(index => (byte)(index % 251)), await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, false)]
    [InlineData(304, false)]
    [InlineData(418, true)]
    [InlineData(503, true)]
    public async Task Any_status_can_be_asked_for(int status, bool hasBody)
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync($"/api/v1/status/{status}", (await bot.LoginAsync()).Token());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(hasBody, (await response.Content.ReadAsByteArrayAsync()).Length > 0);
    }

    [Fact]
    public async Task A_redirect_goes_where_it_is_told_verbatim()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync("/api/v1/redirect?to=%2F%2Fother.example%2Fa", (await bot.LoginAsync()).Token());

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("//other.example/a", Assert.Single(response.Headers.GetValues("Location")));
    }

    [Fact]
    public async Task Two_cookies_are_set()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync("/api/v1/cookies", (await bot.LoginAsync()).Token());

        Assert.Equal(2, response.Headers.GetValues("Set-Cookie").Count());
    }

    [Fact]
    public async Task A_packed_answer_unpacks()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync("/api/v1/gzip", (await bot.LoginAsync()).Token());
        await using var unpacked = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(StxExchange.DefaultEmail, (await JsonSerializer.DeserializeAsync<JsonElement>(unpacked)).Text("owner"));
    }

    [Fact]
    public async Task A_HEAD_is_answered_with_headers_alone()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.SendAsync(HttpMethod.Head, "/api/v1/bytes/4096", (await bot.LoginAsync()).Token());

        Assert.Equal(4096, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_gated_upload_shows_how_much_has_arrived_and_a_big_one_passes()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        var gate = bot.Stx.StreamGate;

        var upload = bot.SendAsync(HttpMethod.Post, "/api/v1/slow-upload?gate=1", token, new ByteArrayContent(new byte[40_000_000]));
        await gate.ReachedAsync();
        var call = bot.Stx.Calls[^1];
        await call.WhenBodyReachesAsync(1);
        Assert.InRange(call.BodyBytes, 1, 100_000);
        bot.Stx.ReleaseStreams();

        using var response = await upload;
        Assert.Equal(40_000_000, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("bodyLength").GetInt64());
    }

    private static async Task<string[]> ReadEventAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return [.. lines];
    }

    private static async Task<string> SendRawAsync(Bot bot, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bot.Server.BaseUrl.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
