using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Looks whether anybody listens where Redis should, before the client is sent there: the client takes the whole of its time to find out that
/// nobody does, and Redis may be back long before that.
/// </summary>
internal static class RedisKnock
{
    private const int PlainPort = 6379;
    private const int TlsPort = 6380;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Throws <see cref="SocketException"/> or <see cref="IOException"/> if nobody listens at any of the places.</summary>
    public static async Task AtAsync(ConfigurationOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (var place in options.EndPoints)
        {
            using var limit = new CancellationTokenSource(Limit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(WithPort(place, options.Ssl ? TlsPort : PlainPort), either.Token);
                return;
            }
            catch (SocketException failure)
            {
                last = failure;
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                last = new IOException("Nobody answered in time.", late);
            }
        }

        throw last ?? new IOException("There is no place to connect to.");
    }

    private static EndPoint WithPort(EndPoint place, int port) => place switch
    {
        DnsEndPoint { Port: 0 } dns => new DnsEndPoint(dns.Host, port),
        IPEndPoint { Port: 0 } ip => new IPEndPoint(ip.Address, port),
        _ => place,
    };
}
