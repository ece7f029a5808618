using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxying.Sockets;

/// <summary>Switches the caller's connection and hands on its stream followed by a tunnel.</summary>
internal sealed class TunnelUpgrade(IHttpUpgradeFeature inner, SocketTunnel tunnel, OpenSockets sockets) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync()
    {
        var stream = tunnel.AttachCaller(await inner.UpgradeAsync());
        sockets.Add(tunnel);
        return stream;
    }
}
