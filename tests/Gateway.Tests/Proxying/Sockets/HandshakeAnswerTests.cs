using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Sockets;

/// <summary>The address of a handshake holds the account's token; no header of an answer may bring it to the caller.</summary>
public sealed class HandshakeAnswerTests
{
    private const string Token = "token-of-bot";

    [Theory]
    [InlineData("Location: {target}", "/socket?vsn=2.0.0", "Location: {gateway}/socket?vsn=2.0.0")]
    [InlineData("Location: {target}", "/socket?token=dummy&vsn=2.0.0", "Location: {gateway}/socket?token=dummy&vsn=2.0.0")]
    [InlineData("Location: {upstream}{target}", "/@bot/socket?vsn=2.0.0", "Location: {gateway}/@bot/socket?vsn=2.0.0")]
    [InlineData("Location: https://other.example{target}", "/socket", "Location: https://other.example/socket")]
    [InlineData("Location: /login?next={encoded}", "/socket", null)]
    [InlineData("Location: /socket/" + Token, "/socket", null)]
    [InlineData("Content-Location: {target}", "/socket", "Content-Location: /socket")]
    [InlineData("Refresh: 1; url={target}", "/socket", null)]
    [InlineData("Link: <{target}>; rel=self", "/socket", null)]
    [InlineData("X-Asked: {target}", "/socket", null)]
    [InlineData("X-Other: something", "/socket", "X-Other: something")]
    public async Task No_header_brings_the_token_back(string header, string target, string? expected)
    {
        await using var proxy = await StartAsync(header);

        var response = await proxy.SendAsync(RawSocket.Handshake(proxy.Gateway.Port, target, "Connection: close"));

        Assert.Equal(301, response.Status);
        Assert.DoesNotContain(Token, string.Concat(response.Headers), StringComparison.Ordinal);
        var name = header[..header.IndexOf(':', StringComparison.Ordinal)];
        var written = expected?.Replace("{gateway}", proxy.Gateway.Url, StringComparison.Ordinal)[(name.Length + 2)..];
        Assert.Equal(written, response.Header(name));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData("Sec-WebSocket-Key: short", false)]
    [InlineData("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("X: y", false)]
    public async Task Only_a_whole_handshake_has_the_token_in_its_address(string line, bool expected)
    {
        string? arrived = null;
        await using var proxy = await StartAsync(context =>
        {
            arrived = TestServer.RawTarget(context);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });

        await proxy.SendAsync($"GET /socket HTTP/1.1\r\nHost: 127.0.0.1:{proxy.Gateway.Port}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n{line}\r\n\r\n");

        Assert.Equal(expected ? $"/socket?token={Token}" : "/socket", arrived);
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task With_another_method_than_GET_it_goes_on_as_what_it_is(string method)
    {
        string? arrived = null;
        await using var proxy = await StartAsync(context =>
        {
            arrived = $"{context.Request.Method} {TestServer.RawTarget(context)}{context.Request.Headers.Upgrade}";
            return Task.CompletedTask;
        });
        var handshake = RawSocket.Handshake(proxy.Gateway.Port, "/socket", "Content-Length: 0", "Connection: close");

        var response = await proxy.SendAsync(string.Concat(method, handshake.AsSpan("GET".Length)));

        Assert.Equal((200, $"{method} /socket"), (response.Status, arrived));
    }

    private static Task<ProxyFixture> StartAsync(string header) => StartAsync(context =>
    {
        var target = TestServer.RawTarget(context);
        var parts = header.Split(": ", 2);
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers[parts[0]] = parts[1]
            .Replace("{upstream}", $"http://{context.Request.Host}", StringComparison.Ordinal)
            .Replace("{target}", target, StringComparison.Ordinal)
            .Replace("{encoded}", Uri.EscapeDataString(target), StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    private static async Task<ProxyFixture> StartAsync(RequestDelegate answer)
    {
        var upstream = await TestServer.StartAsync(answer);
        return await ProxyFixture.StartAsync(upstream, [new FakeAccount("bot", upstream.Url) { Protocol = new BearerProtocol { SocketTokenParameter = "token" } }]);
    }
}
