using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Proxying.Sockets;

/// <summary>What a handshake needs to be made, and made once more with another token. It travels with the outgoing request.</summary>
internal sealed class SocketHandshake(ProxyExchange exchange, SocketTunnel tunnel)
{
    private static readonly HttpRequestOptionsKey<SocketHandshake> Key = new("gateway.socket");

    private string _address = string.Empty;

    public SocketTunnel Tunnel => tunnel;

    public IAccountSession Account => exchange.Account;

    /// <summary>The session whose token was sent last.</summary>
    public Session Session { get; private set; } = exchange.Session;

    /// <summary>The handshake that a request makes; null for every other request.</summary>
    public static SocketHandshake? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var handshake) ? handshake : null;

    /// <summary>Gives the request its address and credentials.</summary>
    public void Begin(HttpRequestMessage request, string address)
    {
        _address = address;
        request.Options.Set(Key, this);
        Stamp(request, exchange.Session);
    }

    /// <summary>Puts this session's credentials on the request, in place of any before.</summary>
    public void Stamp(HttpRequestMessage request, Session session)
    {
        Session = session;
        var protocol = exchange.Account.Protocol;
        var address = protocol.SocketTokenParameter is { } name ? SocketToken.Put(_address, name, session.AccessToken.Reveal()) : _address;
        request.RequestUri = RequestTarget.ToUri(address);
        protocol.Stamp(request, session);
    }
}
