using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>An upstream of one protocol on a real socket, without limits of its own; counts its connections.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _open;
    private int _accepted;

    private Origin(WebApplication app, OriginProtocol protocol)
    {
        _app = app;
        Protocol = protocol;
    }

    public OriginProtocol Protocol { get; }

    public string Url => _app.Urls.Single().Replace("127.0.0.1", Protocol == OriginProtocol.Clear ? "127.0.0.1" : "localhost", StringComparison.Ordinal);

    /// <summary>The connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>All connections there ever were.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public static async Task<Origin> StartAsync(OriginProtocol protocol, TestCertificate certificate, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Origin? origin = null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 2000;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 128 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocol == OriginProtocol.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1;
                listen.Use(next => connection => origin!.CountAsync(next, connection));
                if (protocol != OriginProtocol.Clear)
                {
                    listen.UseHttps(X509CertificateLoader.LoadPkcs12(certificate.WithKey(), null));
                }
            });
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.Run(answer);
        origin = new Origin(app, protocol);
        await app.StartAsync();
        return origin;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task CountAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _accepted);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
