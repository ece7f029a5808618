using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Listeners;

/// <summary>Sets the server up on the sockets that are bound already, and on nothing else.</summary>
internal static class ListenerServer
{
    private const int RequestLineLimit = 16 * 1024;
    private const int HeadersLimit = 64 * 1024;
    private const int HeaderCountLimit = 1000;

    /// <summary>Serves the sockets; each connection carries an <see cref="IListenerFeature"/>.</summary>
    public static IWebHostBuilder UseListeners(this IWebHostBuilder host, ListenerSockets sockets) => host
        .ConfigureServices(services => services.TryAddSingleton<FreshConnections>())
        .UseKestrelCore()
        .UseSockets(transport => transport.CreateBoundListenSocket = sockets.Take)
        .ConfigureKestrel(server =>
        {
            SetLimits(server);
            var clock = server.ApplicationServices.GetRequiredService<TimeProvider>();
            var logger = server.ApplicationServices.GetRequiredService<ILogger<ListenerCertificate>>();
            var fresh = server.ApplicationServices.GetRequiredService<FreshConnections>();
            foreach (var sameListener in sockets.All.GroupBy(socket => socket.Listener))
            {
                var certificate = sameListener.First().Certificate is { } first
                    ? new ListenerCertificate(sameListener.Key.Kind, sameListener.Key.Certificate!, first, clock, logger)
                    : null;
                foreach (var socket in sameListener)
                {
                    Listen(server, socket, certificate, fresh);
                }
            }
        });

    /// <summary>Null if exactly the wanted addresses are bound, else the sentence that says what is wrong.</summary>
    public static string? FindStrayAddress(this IServerAddressesFeature bound, ListenerSockets sockets)
    {
        var wanted = sockets.All.Select(socket => socket.ServerAddress).ToHashSet(StringComparer.Ordinal);
        return wanted.SetEquals(bound.Addresses)
            ? null
            : $"The server bound {string.Join(", ", bound.Addresses)}, but the settings want {string.Join(", ", wanted)}.";
    }

    private static void SetLimits(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MinRequestBodyDataRate = null;
        server.Limits.MinResponseDataRate = null;
        server.Limits.MaxRequestLineSize = RequestLineLimit;
        server.Limits.MaxRequestHeadersTotalSize = HeadersLimit;
        server.Limits.Http2.MaxRequestHeaderFieldSize = HeadersLimit;
        server.Limits.MaxRequestHeaderCount = HeaderCountLimit;
    }

    private static void Listen(KestrelServerOptions server, BoundSocket socket, ListenerCertificate? certificate, FreshConnections fresh)
    {
        var feature = new ListenerFeature(socket.Listener.Kind, socket.Listener.Address is ListenerAddress.UnixSocket);
        if (socket.EndPoint is IPEndPoint ip)
        {
            server.Listen(ip, Configure);
        }
        else
        {
            server.ListenUnixSocket(((ListenerAddress.UnixSocket)socket.Listener.Address).Path, Configure);
        }

        void Configure(ListenOptions options)
        {
            // Without TLS the two cannot be told apart on one port.
            options.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            options.Use(next => connection =>
            {
                connection.Features.Set<IListenerFeature>(feature);
                return fresh.FollowAsync(connection, next);
            });
            if (certificate is not null)
            {
                options.UseHttps(certificate.Handshake);
            }
        }
    }
}
