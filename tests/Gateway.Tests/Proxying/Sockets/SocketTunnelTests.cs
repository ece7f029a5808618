using Gateway.Proxying;
using Gateway.Proxying.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Proxying.Sockets;

public sealed class SocketTunnelTests
{
    [Fact]
    public async Task A_close_that_fails_in_a_way_that_nobody_foresaw_ends_the_socket_all_the_same()
    {
        var exchange = new ProxyExchange(new FakeAccount("bot", "http://127.0.0.1:1"), FakeAccount.SessionWith("token"), new RequestTarget("/"));
        using var tunnel = new SocketTunnel(exchange, caller: null, new HttpRequestLifetimeFeature(), TimeProvider.System);
        tunnel.AttachUpstream(Stream.Null);
        tunnel.AttachCaller(new BrokenStream());

        await Assert.ThrowsAsync<InvalidOperationException>(() => tunnel.CloseAsync(SocketEnd.LoggedOut));

        Assert.True(tunnel.Ended.IsCancellationRequested);
    }

    private sealed class BrokenStream : AsyncStream
    {
        public override bool CanRead => false;

        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new InvalidOperationException());
    }
}
