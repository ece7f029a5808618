using Gateway.Proxying.Refusals;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// Forwards sockets: a handshake, then raw bytes both ways until one side ends. It prepares what the forwarder will meet; frames are
/// never taken apart.
/// </summary>
internal sealed class SocketForwarder(
    IHttpForwarder forwarder, OpenSockets sockets, RefusalReport report, ProxySettings settings, TimeProvider time)
{
    private const string WebSocket = "websocket";

    /// <summary>True for the handshake of a WebSocket.</summary>
    public static bool IsHandshake(HttpContext context) =>
        context.Request.Headers.Upgrade is [{ } protocol]
        && protocol.Equals(WebSocket, StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>Makes the handshake and, if it is answered with 101, stays until the socket has ended.</summary>
    public async ValueTask<ForwarderError> SendAsync(HttpContext context, ProxyExchange exchange, UpstreamClient client)
    {
        var features = context.Features;
        using var tunnel = new SocketTunnel(
            exchange, features.Get<CallerStanding>(), features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), time);
        exchange.Handshake = new SocketHandshake(exchange, tunnel);
        features.Set<IHttpUpgradeFeature>(new TunnelUpgrade(features.GetRequiredFeature<IHttpUpgradeFeature>(), tunnel, sockets));
        try
        {
            using var sender = new HandshakeSender(client.Handler, exchange.Handshake, report, settings.ActivityTimeout, time);
            return await forwarder.SendAsync(context, client.Origin.Prefix, sender, client.SocketConfig, client.Transformer);
        }
        finally
        {
            sockets.Remove(tunnel);
        }
    }
}
