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
    private const int NonceLength = 16;
    private const int KeyLength = 24;

    /// <summary>True for the handshake of a WebSocket. With another method than GET it is none, and goes on as what it is.</summary>
    public static bool IsHandshake(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Upgrade is [{ } protocol]
        && protocol.Equals(WebSocket, StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>
    /// Whether an upstream would take the handshake for one (RFC 6455, section 4.2.1): only then its address carries a token, which
    /// servers write into their logs.
    /// </summary>
    private static bool IsWhole(HttpRequest request) =>
        request.Headers.SecWebSocketKey is [{ Length: KeyLength } key]
        && Convert.TryFromBase64String(key, stackalloc byte[KeyLength], out var length)
        && length == NonceLength;

    /// <summary>Makes the handshake and, if it is answered with 101, stays until the socket has ended.</summary>
    public async ValueTask<ForwarderError> SendAsync(HttpContext context, ProxyExchange exchange, UpstreamClient client)
    {
        var features = context.Features;
        using var tunnel = new SocketTunnel(
            exchange, features.Get<CallerStanding>(), features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), time);
        exchange.Handshake = new SocketHandshake(exchange, tunnel, IsWhole(context.Request));
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
