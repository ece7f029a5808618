using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Listeners;

/// <summary>
/// The sockets of all listeners, bound before the server starts: only so are a refusal told in the words of the settings, two
/// listeners kept apart by the ports that the system chose, and a unix socket's mode set before anybody can connect.
/// </summary>
internal sealed class ListenerSockets : IDisposable
{
    private const int Backlog = 512;
    private const int SamePortTries = 10;

    private ListenerSockets(ImmutableArray<BoundSocket> all) => All = all;

    public ImmutableArray<BoundSocket> All { get; }

    public BoundAddresses Addresses => new(
        Dial(ListenerKind.Proxy)!, Dial(ListenerKind.Management)!, Dial(ListenerKind.Health));

    public static BindResult Bind(IEnumerable<ListenerSettings> listeners)
    {
        var bound = ImmutableArray.CreateBuilder<BoundSocket>();
        foreach (var listener in listeners)
        {
            var certificate = listener.Certificate is { } files ? CertificateFiles.Read(files) : null;
            if (certificate is CertificateReading.Unusable unusable)
            {
                Close(bound);
                return new BindResult.Refused($"{BindProblem.SettingOf(listener.Kind, unusable.Setting)}: {unusable.Problem}");
            }

            try
            {
                bound.AddRange(Bind(listener).Select(socket => socket with { Certificate = certificate as CertificateReading.Usable }));
            }
            catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                Close(bound);
                return new BindResult.Refused(BindProblem.Describe(listener, e));
            }
        }

        return new BindResult.Bound(new ListenerSockets(bound.ToImmutable()));
    }

    /// <summary>Hands a socket to the server, which closes it from then on.</summary>
    public Socket Take(EndPoint endPoint) => All.First(socket => socket.EndPoint.Equals(endPoint)).Socket;

    public void Dispose() => Close(All);

    private static BoundSocket[] Bind(ListenerSettings listener) => listener.Address switch
    {
        ListenerAddress.UnixSocket unix => [new BoundSocket(listener, UnixSocketFile.Listen(unix.Path, listener.SocketMode, Backlog), new UnixDomainSocketEndPoint(unix.Path))],
        ListenerAddress.Tcp { IsLocalhost: true } tcp => BindLocalhost(listener, tcp.Port),
        // A kernel without IPv6 has no wildcard of it.
        ListenerAddress.Tcp tcp when tcp.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 => [BindTcp(listener, IPAddress.Any, tcp.Port)],
        ListenerAddress.Tcp tcp => [BindTcp(listener, tcp.Address, tcp.Port)],
        _ => throw new InvalidOperationException("A listener is a TCP address or a unix socket."),
    };

    /// <summary>Both loopback addresses on one port; a port chosen by the system for the first may be taken on the second.</summary>
    private static BoundSocket[] BindLocalhost(ListenerSettings listener, int port)
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = BindTcp(listener, IPAddress.Loopback, port);
            if (!Socket.OSSupportsIPv6)
            {
                return [first];
            }

            try
            {
                return [first, BindTcp(listener, IPAddress.IPv6Loopback, ((IPEndPoint)first.EndPoint).Port)];
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                return [first];
            }
            catch (SocketException) when (port == 0 && attempt < SamePortTries)
            {
                first.Socket.Dispose();
            }
            catch (SocketException)
            {
                first.Socket.Dispose();
                throw;
            }
        }
    }

    private static BoundSocket BindTcp(ListenerSettings listener, IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return new BoundSocket(listener, socket, socket.LocalEndPoint!);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Uri? Dial(ListenerKind kind) => All.FirstOrDefault(socket => socket.Listener.Kind == kind)?.DialAddress;

    private static void Close(IEnumerable<BoundSocket> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.Socket.Dispose();
        }
    }
}
