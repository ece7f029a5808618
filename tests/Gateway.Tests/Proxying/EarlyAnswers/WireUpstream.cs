using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Proxying;
using Gateway.Proxying.EarlyAnswers;
using Gateway.Testing;
using Gateway.Tests.Listeners;
using Gateway.Tests.Proxying.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.EarlyAnswers;

/// <summary>
/// An HTTP/1.1 upstream of which the test writes and reads every byte, in clear or over TLS, and a gateway before it whose clock the
/// test moves.
/// </summary>
internal sealed class WireUpstream : IAsyncDisposable
{
    public const string OldToken = "old-token";
    public const string NewToken = "new-token";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestCertificate? _certificate;
    private ProxyFixture _proxy = null!;
    private int _refreshes;
    private int _accepted;

    private WireUpstream(bool tls)
    {
        _certificate = tls ? new TestCertificate() : null;
        _listener.Start();
    }

    public ProxyFixture Proxy => _proxy;

    public HttpClient Client => _proxy.Client;

    public FakeClock Clock { get; } = new();

    /// <summary>How often a newer token was asked for.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>How many connections the gateway has opened.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public static async Task<WireUpstream> StartAsync(bool tls = false)
    {
        var upstream = new WireUpstream(tls);
        var port = ((IPEndPoint)upstream._listener.LocalEndpoint).Port;
        upstream._proxy = await ProxyFixture.StartAsync(
            null,
            [new FakeAccount("bot", tls ? $"https://localhost:{port}" : $"http://127.0.0.1:{port}")],
            services: services =>
            {
                services.AddSingleton<TimeProvider>(upstream.Clock);
                if (upstream._certificate is { } certificate)
                {
                    services.AddSingleton(new UpstreamHandlerSetup(handler => handler.SslOptions.CertificateChainPolicy = GatewayFront.Trust(certificate)));
                }
            });
        var session = FakeAccount.SessionWith(OldToken);
        upstream._proxy.Account.Lookup = _ => ValueTask.FromResult(new TokenLookup(Volatile.Read(ref session)));
        upstream._proxy.Account.Replace = (_, _) =>
        {
            Interlocked.Increment(ref upstream._refreshes);
            Volatile.Write(ref session, FakeAccount.SessionWith(NewToken) with { Version = 2 });
            return ValueTask.FromResult<Session?>(session);
        };
        return upstream;
    }

    public async Task<Wire> AcceptAsync()
    {
        var client = await _listener.AcceptTcpClientAsync().WaitAsync(Patience, TimeProvider.System);
        Interlocked.Increment(ref _accepted);
        // Else a small answer may still wait in the sender when the connection is reset, and is lost with it.
        client.NoDelay = true;
        if (_certificate is null)
        {
            return new Wire(client, client.GetStream());
        }

        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = X509CertificateLoader.LoadPkcs12(_certificate.WithKey(), null),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        });
        return new Wire(client, tls);
    }

    /// <summary>Lets the time pass that an upstream has to go on reading, again and again until something has happened.</summary>
    public async Task PassGraceUntilAsync(Task happened)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!happened.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, "It does not happen.");
            Clock.Advance(UpstreamStream.Grace);
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _listener.Dispose();
        _certificate?.Dispose();
    }
}
