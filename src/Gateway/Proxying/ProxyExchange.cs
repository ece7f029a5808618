using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Proxying.Sockets;

namespace Gateway.Proxying;

/// <summary>What was decided about one request. It travels with the request as a feature, because senders are shared by all accounts.</summary>
internal sealed class ProxyExchange(IAccountSession account, Session session, RequestTarget target)
{
    public IAccountSession Account { get; } = account;

    public Session Session { get; } = session;

    /// <summary>The session that took its place when the upstream refused it; null if it did not.</summary>
    public Session? Renewed { get; set; }

    public RequestTarget Target { get; } = target;

    /// <summary>The handshake that the request makes; null for all but sockets.</summary>
    public SocketHandshake? Handshake { get; set; }
}
