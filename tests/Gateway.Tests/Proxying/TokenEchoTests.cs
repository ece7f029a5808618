namespace Gateway.Tests.Proxying;

/// <summary>An upstream that repeats what it was sent does not bring the account's token to the caller, in whatever part of an answer's head.</summary>
public sealed class TokenEchoTests
{
    [Theory]
    [InlineData("Location: /socket?token=token-of-bot", "/x", "Location: {gateway}/socket")]
    [InlineData("Location: /socket?a=1&token=token-of-bot#b", "/@bot/x?token=own", "Location: {gateway}/@bot/socket?a=1&token=own#b")]
    [InlineData("Location: https://other.example/?next=%2Fs%3Ftoken%3Dtoken%2Dof%2Dbot", "/x", null)]
    [InlineData("Content-Location: /socket/token-of-bot", "/x", null)]
    [InlineData("X-Asked: Bearer token-of-bot", "/x", null)]
    [InlineData("X-Asked: %74oken-of-bot", "/x", null)]
    [InlineData("WWW-Authenticate: Bearer error=\"token-of-bot\"", "/x", null)]
    [InlineData("X-Other: token-of-bo", "/x", "X-Other: token-of-bo")]
    [InlineData("X-Other: %74oken-of-bo%", "/x", "X-Other: %74oken-of-bo%")]
    public async Task No_header_brings_the_token_back(string header, string target, string? expected)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 302 Found\r\n{header}\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await StartAsync(upstream.Url);

        var response = await proxy.GetAsync(target);

        Assert.Equal(302, response.Status);
        var name = header[..header.IndexOf(':', StringComparison.Ordinal)];
        Assert.Equal(expected?.Replace("{gateway}", proxy.Gateway.Url, StringComparison.Ordinal)[(name.Length + 2)..], response.Header(name));
    }

    [Fact]
    public async Task Of_several_values_only_those_that_hold_it_are_gone()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: token-of-bot\r\nX-A: 2\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await StartAsync(upstream.Url);

        var response = await proxy.GetAsync("/");

        Assert.Equal(["1", "2"], response.Headers.Where(header => header.Key == "X-A").Select(header => header.Value));
    }

    [Theory]
    [InlineData("No route for /socket?token=token-of-bot", "Forbidden")]
    [InlineData("No %74oken-of-bot", "Forbidden")]
    [InlineData("No route", "No route")]
    public async Task A_reason_phrase_that_holds_it_is_the_ordinary_one(string sent, string received)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 403 {sent}\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await StartAsync(upstream.Url);

        foreach (var request in new[] { "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", Sockets.RawSocket.Handshake(proxy.Gateway.Port, "/socket", "Connection: close") })
        {
            using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);

            Assert.Equal($"HTTP/1.1 403 {received}\r\n", await RawClient.ReadUntilAsync(client.GetStream(), "\r\n"));
        }
    }

    [Fact]
    public async Task No_trailer_brings_it_back()
    {
        await using var upstream = new RawUpstream(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n1\r\na\r\n0\r\nX-A: 1\r\nX-A: token-of-bot\r\n\r\n");
        await using var proxy = await StartAsync(upstream.Url);

        var response = await proxy.GetAsync("/");

        Assert.Equal("1\r\na\r\n0\r\nX-A: 1\r\n\r\n", response.Body);
    }

    [Fact]
    public async Task Neither_a_refused_token_nor_the_one_in_its_place_comes_back()
    {
        await using var proxy = await ProxyFixture.StartAsync(context =>
        {
            var token = context.Request.Headers.Authorization.ToString();
            context.Response.StatusCode = token.EndsWith("newer-token", StringComparison.Ordinal) ? 200 : 401;
            context.Response.Headers["X-Old"] = "token-of-bot";
            context.Response.Headers["X-New"] = token;
            context.Response.Headers["X-Both"] = "none";
            return Task.CompletedTask;
        });
        proxy.Account.Replace = (_, _) => ValueTask.FromResult<Gateway.Core.Tokens.Session?>(FakeAccount.SessionWith("the-newer-token"));

        var response = await proxy.GetAsync("/");

        Assert.Equal((200, "none", null, null), (response.Status, response.Header("X-Both"), response.Header("X-Old"), response.Header("X-New")));
    }

    private static Task<ProxyFixture> StartAsync(string url) =>
        ProxyFixture.StartAsync(null, [new FakeAccount("bot", url) { Protocol = new BearerProtocol { SocketTokenParameter = "token" } }]);
}
