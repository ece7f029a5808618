using Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxying;

/// <summary>A real server on a free loopback port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Url = app.Urls.Single();
        Port = new Uri(Url).Port;
    }

    public string Url { get; }

    public int Port { get; }

    public IServiceProvider Services => _app.Services;

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>An upstream that answers as told.</summary>
    public static Task<TestServer> StartAsync(RequestDelegate answer) => StartAsync(_ => { }, app => app.Run(answer));

    public static async Task<TestServer> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication> pipeline, Action<ILoggingBuilder>? logging = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        }).UseUrls("http://127.0.0.1:0");
        logging?.Invoke(builder.Logging);
        builder.Logging.AddLogFloor();
        services(builder.Services);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new TestServer(app);
    }

    /// <summary>The target as it arrived.</summary>
    public static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
