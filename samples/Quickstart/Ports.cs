using System.Net;
using System.Net.Sockets;

namespace Quickstart;

/// <summary>Where to listen: the usual ports, or others that the system chooses where a usual one is taken.</summary>
internal sealed record Ports(int Proxy, int Management, int Exchange)
{
    public static readonly Ports Usual = new(8080, 8081, 9090);

    public static Ports Choose()
    {
        // All are held until the last is found, so that no two are the same.
        using var proxy = Hold(Usual.Proxy);
        using var management = Hold(Usual.Management);
        using var exchange = Hold(Usual.Exchange);
        return new Ports(PortOf(proxy), PortOf(management), PortOf(exchange));
    }

    public static string Url(int port) => $"http://127.0.0.1:{port}";

    private static TcpListener Hold(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException) when (port != 0)
        {
            listener.Dispose();
            return Hold(0);
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
