using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying.Sockets;

/// <summary>What a handshake needs to be made, and made once more with another token. It travels with the outgoing request.</summary>
/// <param name="exchange">The exchange.</param>
/// <param name="tunnel">What the socket will pass through.</param>
/// <param name="isWhole">Whether an upstream would take it for a handshake.</param>
internal sealed class SocketHandshake(ProxyExchange exchange, SocketTunnel tunnel, bool isWhole)
{
    private static readonly HttpRequestOptionsKey<SocketHandshake> Key = new("gateway.socket");

    private readonly List<string> _sent = [];
    private string _address = string.Empty;

    public SocketTunnel Tunnel => tunnel;

    public IAccountSession Account => exchange.Account;

    /// <summary>The session whose token was sent last.</summary>
    public Session Session { get; private set; } = exchange.Session;

    /// <summary>The handshake that a request makes; null for every other request.</summary>
    public static SocketHandshake? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var handshake) ? handshake : null;

    /// <summary>What an answer's header becomes, which may repeat the address that was asked for; without the values that must not pass.</summary>
    public StringValues Clean(string header, StringValues values) => new([.. values.Select(value => Clean(header, value!)).OfType<string>()]);

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
        var address = isWhole && protocol.SocketTokenParameter is { } name ? SocketToken.Put(_address, name, session.AccessToken.Reveal()) : _address;
        _sent.Add(session.AccessToken.Reveal());
        request.RequestUri = RequestTarget.ToUri(address);
        protocol.Stamp(request, session);
    }

    private string? Clean(string header, string value)
    {
        var name = header.EndsWith("Location", StringComparison.OrdinalIgnoreCase) ? exchange.Account.Protocol.SocketTokenParameter : null;
        foreach (var token in _sent)
        {
            if (name is not null && value.Contains(token, StringComparison.Ordinal))
            {
                value = SocketToken.TakeBack(value, name, token, _address);
            }

            if (SocketToken.Holds(value, token))
            {
                return null;
            }
        }

        return value;
    }
}
