using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sandbox.Stx;

namespace Sandbox;

/// <summary>A running stand-in for the exchange.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;
    private int _stopped;

    private SandboxServer(WebApplication application, CancellationTokenSource stopping, StxExchange exchange)
    {
        _application = application;
        _stopping = stopping;
        Stx = exchange;
        BaseUrl = new Uri(application.Urls.Single());
    }

    /// <summary>Where it listens, with the real port, for example <c>http://127.0.0.1:43121/</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Users, sessions, knobs and the journal.</summary>
    public StxExchange Stx { get; }

    /// <exception cref="ArgumentException">The URL is not plain http on a loopback address.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SandboxOptions();
        if (LoopbackUrl.Check(options.Url, out var endpoint) is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        var exchange = options.Exchange ?? new StxExchange(options.Clock);
        var stopping = new CancellationTokenSource();
        var application = Build(options, endpoint);
        _ = application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        application.Run(new SandboxHandler(exchange, stopping.Token).HandleAsync);
        try
        {
            await application.StartAsync(cancellationToken);
            return new SandboxServer(application, stopping, exchange);
        }
        catch
        {
            await application.DisposeAsync();
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Closes the listener and cuts every connection, held requests included.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _application.StopAsync(new CancellationToken(canceled: true));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    // The empty builder reads no settings file and no environment: nothing outside can move the listener.
    internal static WebApplication Build(SandboxOptions options, IPEndPoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(endpoint, listen => listen.Protocols = options.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        });
        _ = builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoHostLifetime>());
        if (options.LogToConsole)
        {
            _ = builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        return builder.Build();
    }
}
