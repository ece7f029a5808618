using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Listeners;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary><c>Expect: 100-continue</c> from end to end: the upstream decides whether the body is sent.</summary>
public sealed class ExpectTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private readonly WireOrigin _upstream = new();
    private GatewayFront _gateway = null!;
    private TcpClient _caller = null!;

    public async ValueTask InitializeAsync()
    {
        // The second after which a body is sent unasked must not pass on a busy machine.
        _gateway = await GatewayFront.StartAsync(
            _certificate, [new FakeAccount("bot", _upstream.Url)], connections: handler => handler.Expect100ContinueTimeout = TimeSpan.FromMinutes(1));
        _caller = await RawClient.ConnectAsync(_gateway.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _gateway.DisposeAsync();
        _upstream.Dispose();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData("Content-Length: 4", "body", "body")]
    [InlineData("Transfer-Encoding: chunked", "4\r\nbody\r\n0\r\n\r\n", "4\r\nbody\r\n0\r\n\r\n")]
    public async Task The_caller_is_asked_for_the_body_when_the_upstream_asks_for_it(string framing, string sent, string arrived)
    {
        await AskAsync(framing);
        using var connection = await _upstream.AcceptAsync();
        var head = await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        Assert.Contains("\r\nExpect: 100-continue\r\n", head, StringComparison.Ordinal);
        Assert.Equal(0, _caller.Available);

        await connection.GetStream().WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 100 ", await RawClient.ReadUntilAsync(_caller.GetStream(), "\r\n\r\n"), StringComparison.Ordinal);
        await _caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
        Assert.Equal(arrived, await RawClient.ReadUntilAsync(connection.GetStream(), arrived[^4..]));
        await connection.GetStream().WriteAsync("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 201 Created", await RawClient.ReadUntilAsync(_caller.GetStream(), "ok"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(417, "Content-Length: 4000")]
    [InlineData(403, "Content-Length: 4000")]
    [InlineData(413, "Transfer-Encoding: chunked")]
    public async Task An_early_refusal_comes_back_and_the_body_is_never_asked_for(int status, string framing)
    {
        await AskAsync(framing);
        using var connection = await RefuseAsync(status);

        Assert.StartsWith($"HTTP/1.1 {status} No", await RawClient.ReadUntilAsync(_caller.GetStream(), "no"), StringComparison.Ordinal);
        Assert.Equal("", await WireOrigin.EndAsync(connection));
    }

    // The client library thinks that a kilobyte is sooner sent than a connection opened anew.
    [Fact]
    public async Task A_small_body_is_asked_for_although_it_was_refused_and_the_refusal_comes_back()
    {
        await AskAsync("Content-Length: 4");
        using var connection = await RefuseAsync(403);

        Assert.StartsWith("HTTP/1.1 100 ", await RawClient.ReadUntilAsync(_caller.GetStream(), "\r\n\r\n"), StringComparison.Ordinal);
        await _caller.GetStream().WriteAsync("body"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 403 No", await RawClient.ReadUntilAsync(_caller.GetStream(), "no"), StringComparison.Ordinal);
    }

    private async Task<TcpClient> RefuseAsync(int status)
    {
        var connection = await _upstream.AcceptAsync();
        await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"));
        return connection;
    }

    private ValueTask AskAsync(string framing) => _caller.GetStream().WriteAsync(
        Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: 127.0.0.1:{_gateway.Port}\r\n{framing}\r\nExpect: 100-continue\r\n\r\n"));
}
