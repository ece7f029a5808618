using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Core.Sessions;
using Gateway.Listeners;
using Gateway.Proxying;
using Gateway.Settings;
using Gateway.Tests.Listeners;
using Gateway.Tests.Management;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>A whole gateway, with the limits of the real listeners, before upstreams whose test certificate it trusts.</summary>
internal sealed class GatewayFront : IAsyncDisposable
{
    private readonly GatewayApplication _application;
    private readonly string? _folder;

    private GatewayFront(GatewayApplication application, string? folder)
    {
        _application = application;
        _folder = folder;
    }

    public Uri Url => _application.Addresses.Proxy;

    public int Port => Url.Port;

    public static async Task<GatewayFront> StartAsync(
        TestCertificate certificate,
        FakeAccount[] accounts,
        bool https = false,
        ProxySettings? settings = null,
        Action<SocketsHttpHandler>? connections = null,
        Action<IServiceCollection>? services = null,
        Action<ILoggingBuilder>? logging = null)
    {
        var model = RunningGateway.EmptyModel() with { Proxying = settings ?? ProxyFixture.Settings with { DrainTimeout = TimeSpan.FromSeconds(2) }, Health = null };
        var folder = https ? Directory.CreateTempSubdirectory("gw").FullName : null;
        if (folder is not null)
        {
            model = model with
            {
                Proxy = new ListenerSettings(
                    ListenerKind.Proxy, "https://127.0.0.1:0", new ListenerAddress.Tcp(IPAddress.Loopback, 0, IsHttps: true),
                    Certificate: certificate.Write(folder)),
            };
        }

        var application = await GatewayApplication.StartAsync(model, new GatewayApplicationOptions
        {
            Logging = logging ?? (_ => { }),
            Services = registry =>
            {
                registry.AddSingleton<IAccountDirectory>(new FakeDirectory(accounts));
                registry.AddSingleton(new UpstreamHandlerSetup(handler =>
                {
                    handler.SslOptions.CertificateChainPolicy = Trust(certificate);
                    connections?.Invoke(handler);
                }));
                services?.Invoke(registry);
            },
        });
        return new GatewayFront(application, folder);
    }

    /// <summary>A client that changes nothing by itself and trusts the test's root alone.</summary>
    public static HttpClient Client(TestCertificate certificate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(certificate) },
    });

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    public static X509ChainPolicy Trust(TestCertificate certificate) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { certificate.Root },
        ExtraStore = { certificate.Issuer },
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
