using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Proxying.Sockets;

/// <summary>What a handshake needs to be made, and made once more with another token. It travels with the outgoing request.</summary>
/// <param name="exchange">The exchange.</param>
/// <param name="tunnel">What the socket will pass through.</param>
/// <param name="isWhole">Whether an upstream would take it for a handshake.</param>
internal sealed class SocketHandshake(ProxyExchange exchange, SocketTunnel tunnel, bool isWhole)
{
    private static readonly HttpRequestOptionsKey<SocketHandshake> Key = new("gateway.socket");

    private string _address = string.Empty;

    public SocketTunnel Tunnel => tunnel;

    public IAccountSession Account => exchange.Account;

    /// <summary>The session whose token was sent last.</summary>
    public Session Session => exchange.Renewed ?? exchange.Session;

    /// <summary>The handshake that a request makes; null for every other request.</summary>
    public static SocketHandshake? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var handshake) ? handshake : null;

    /// <summary>Gives the request its address and credentials.</summary>
    public void Begin(HttpRequestMessage request, string address)
    {
        _address = address;
        request.Options.Set(Key, this);
        Stamp(request, exchange.Session);
    }

    /// <summary>Puts a newer session's credentials on the request, in place of those before.</summary>
    public void Renew(HttpRequestMessage request, Session newer)
    {
        exchange.Renewed = newer;
        Stamp(request, newer);
    }

    private void Stamp(HttpRequestMessage request, Session session)
    {
        var protocol = exchange.Account.Protocol;
        var address = isWhole && protocol.SocketTokenParameter is { } name ? SocketToken.Put(_address, name, session.AccessToken.Reveal()) : _address;
        request.RequestUri = RequestTarget.ToUri(address);
        protocol.Stamp(request, session);
    }
}
