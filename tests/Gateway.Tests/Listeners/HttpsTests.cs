using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Listeners;
using Gateway.Testing;
using Gateway.Tests.Integration;
using Gateway.Tests.Management;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Listeners;

/// <summary>https over real sockets, by a client that trusts the root alone.</summary>
public sealed class HttpsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gw").FullName;
    private readonly TestCertificate _first = new();
    private readonly TestCertificate _second = new();
    private readonly FakeClock _clock = new();
    private readonly LogText _log = new();
    private readonly List<string> _shown = [];
    private GatewayApplication _gateway = null!;
    private CertificateLocation _files = null!;

    public async ValueTask InitializeAsync()
    {
        _files = _first.Write(_folder);
        var proxy = new ListenerSettings(
            ListenerKind.Proxy, "https://localhost:0", new ListenerAddress.Tcp(IPAddress.Loopback, 0, IsLocalhost: true, IsHttps: true), Certificate: _files);
        var management = new ListenerSettings(
            ListenerKind.Management, "https://127.0.0.1:0", new ListenerAddress.Tcp(IPAddress.Loopback, 0, IsHttps: true), Certificate: _files);
        _gateway = await GatewayApplication.StartAsync(
            RunningGateway.EmptyModel() with { Proxy = proxy, Management = management },
            new GatewayApplicationOptions { Clock = _clock, Logging = logging => logging.AddProvider(_log) });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_https_listener_speaks_http_1_and_2(int version)
    {
        using var client = Client(_first);

        Assert.Equal(new Version(version, version == 1 ? 1 : 0), await ProbeAsync(client, _gateway.Addresses.Management, version));
        Assert.Equal([_first.Server.Thumbprint], _shown);
    }

    [Fact]
    public async Task The_request_knows_its_listener_on_http_2_as_well()
    {
        using var client = Client(_first);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_gateway.Addresses.Proxy, "/health/live"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        // The proxy listener has no health of its own; there is no account to forward with.
        Assert.Equal("account_required", Assert.Single(answer.Headers.GetValues("X-Gateway-Error")));
        Assert.Equal("https", _gateway.Addresses.Proxy.Scheme);
    }

    [Fact]
    public async Task A_http_listener_speaks_http_1_alone()
    {
        using var client = Client(_first);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ProbeAsync(client, _gateway.Addresses.Health!, 2));
        Assert.Equal(HttpVersion.Version11, await ProbeAsync(client, _gateway.Addresses.Health!, 1));
    }

    [Fact]
    public async Task A_new_certificate_serves_new_connections_and_drops_no_old_one()
    {
        using var old = Client(_first);
        await ProbeAsync(old, _gateway.Addresses.Management, 1);
        _second.Write(_folder);

        using (var early = Client(_first))
        {
            await ProbeAsync(early, _gateway.Addresses.Management, 1);
        }

        _clock.Advance(ListenerCertificate.Interval);
        using var next = Client(_second);
        await ProbeAsync(next, _gateway.Addresses.Management, 1);
        await ProbeAsync(old, _gateway.Addresses.Management, 1);

        Assert.Equal([_first.Server.Thumbprint, _first.Server.Thumbprint, _second.Server.Thumbprint], _shown);
        Assert.Contains("Information Gateway.Listeners.ListenerCertificate CertificateChanged: The Management listener shows a new certificate", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_new_file_is_told_once_and_the_old_certificate_stays()
    {
        await File.WriteAllTextAsync(_files.KeyFile, _second.KeyPem, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(ListenerCertificate.Interval);
            using var client = Client(_first);
            await ProbeAsync(client, _gateway.Addresses.Management, 1);
        }

        var told = Assert.Single(_log.ToString().Split('\n'), line => line.Contains("CertificateRefused", StringComparison.Ordinal));
        Assert.Contains($"Gateway:Management:CertificateKeyFile: the key in {_files.KeyFile} does not belong to the certificate", told, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", _log.ToString(), StringComparison.Ordinal);

        // The other half of the pair arrives: it is used without more ado.
        await File.WriteAllTextAsync(_files.CertificateFile, _second.Pem, TestContext.Current.CancellationToken);
        _clock.Advance(ListenerCertificate.Interval);
        using var next = Client(_second);
        await ProbeAsync(next, _gateway.Addresses.Management, 1);
        Assert.Equal(_second.Server.Thumbprint, _shown[^1]);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_at_start_is_one_message()
    {
        File.Delete(_files.KeyFile);
        var proxy = new ListenerSettings(
            ListenerKind.Proxy, "https://127.0.0.1:0", new ListenerAddress.Tcp(IPAddress.Loopback, 0, IsHttps: true), Certificate: _files);

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() => GatewayApplication.StartAsync(
            RunningGateway.EmptyModel() with { Proxy = proxy }, new GatewayApplicationOptions { Logging = _ => { } }, TestContext.Current.CancellationToken));

        Assert.StartsWith("Gateway:Proxy:CertificateKeyFile: The file ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A client that accepts a certificate only if the listener itself shows the whole way to the root.</summary>
    private HttpClient Client(TestCertificate trusted) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, errors) =>
            {
                _shown.Add(((X509Certificate2)shown!).Thumbprint);
                return errors == SslPolicyErrors.None;
            },
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trusted.Root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        },
    });

    private async Task<Version> ProbeAsync(HttpClient client, Uri address, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/live"))
        {
            Version = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Version;
    }
}
