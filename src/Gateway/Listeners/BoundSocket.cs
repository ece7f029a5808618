using System.Net;
using System.Net.Sockets;

namespace Gateway.Listeners;

/// <summary>A socket that listens already, for one listener.</summary>
/// <param name="Listener">The listener.</param>
/// <param name="Socket">The socket; whoever holds this record closes it, until the server takes it over.</param>
/// <param name="EndPoint">Where it is bound, with the port that the system chose.</param>
internal sealed record BoundSocket(ListenerSettings Listener, Socket Socket, EndPoint EndPoint)
{
    /// <summary>The certificate that an https listener shows first; null for the others.</summary>
    public CertificateReading.Usable? Certificate { get; init; }

    /// <summary>The address in the server's own words, for comparing.</summary>
    public string ServerAddress => EndPoint switch
    {
        UnixDomainSocketEndPoint unix => $"http://unix:{unix}",
        _ => $"{Scheme}://{EndPoint}",
    };

    /// <summary>The address that a client on this machine dials.</summary>
    public Uri DialAddress => EndPoint switch
    {
        UnixDomainSocketEndPoint unix => new Uri($"unix:{unix}"),
        IPEndPoint ip => new Uri($"{Scheme}://{ListenerAddress.DialHost(ip.Address)}:{ip.Port}"),
        _ => throw new InvalidOperationException("A listener is a TCP address or a unix socket."),
    };

    /// <summary>The address for people: a wildcard is one.</summary>
    public string ShownAddress => EndPoint is IPEndPoint ip && ListenerAddress.IsWildcard(ip.Address) ? $"{Scheme}://*:{ip.Port}" : DialAddress.OriginalString;

    /// <summary>True if only this machine can reach it.</summary>
    public bool IsLocal => EndPoint is not IPEndPoint ip || IPAddress.IsLoopback(ip.Address);

    private string Scheme => Listener.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
}
