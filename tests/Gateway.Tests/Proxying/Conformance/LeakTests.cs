using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Proxying.Bodies;
using Gateway.Tests.Integration;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>After ten thousand exchanges, most of which somebody broke off somewhere, nothing is left of them.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests : IDisposable
{
    private const int Exchanges = 10_000;
    private const int Callers = 24;
    private const int BodySize = 40_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestCertificate _certificate = new();
    private readonly ConcurrentBag<WeakReference> _requests = [];
    private readonly byte[] _body = new byte[BodySize];
    private int _callerConnections;
    private int _accepted;
    private int _atUpstream;

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData(OriginProtocol.Clear)]
    [InlineData(OriginProtocol.Http2)]
    public async Task Nothing_is_left_behind_by_exchanges_that_end_anyhow(OriginProtocol protocol)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        using var log = new LogText();
        await using var origin = await Origin.StartAsync(protocol, _certificate, AnswerAsync);
        var budget = new BufferBudget();
        var gateway = await GatewayFront.StartAsync(
            _certificate,
            [new FakeAccount("bot", origin.Url) { Protocol = new WatchingProtocol(_requests) }],
            connections: handler => handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
            services: services => services.AddSingleton(budget).Configure<KestrelServerOptions>(CountConnections),
            logging: logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));

        await RunAsync(gateway.Port, Exchanges / 10, seed);
        await UntilAsync(() => (_callerConnections, _atUpstream) == (0, 0), "the first exchanges have ended");
        var before = LiveBytes();
        await RunAsync(gateway.Port, Exchanges / 2, seed + 1);

        await UntilAsync(() => _callerConnections == 0, "the gateway has closed its callers' connections");
        await UntilAsync(() => _atUpstream == 0, "no exchange is open at the upstream");
        await UntilAsync(() => origin.Open == 0, "no idle connection to the upstream is kept");
        await UntilAsync(() => budget.Taken == 0, "no byte of a body is kept");
        await UntilAsync(() => ThreadPool.PendingWorkItemCount == 0, "no work waits");
        await UntilAsync(() => Alive() <= Callers, "the requests are collected");
        Assert.True(_accepted >= Exchanges / 2, $"Only {_accepted} connections were counted.");
        Assert.True(_requests.Count > Exchanges / 5, $"Only {_requests.Count} requests were forwarded.");
        Assert.InRange(LiveBytes() - before, long.MinValue, 8_000_000);

        // Whoever is still counted in would hold the stop up, and be told of.
        await gateway.StopAsync().WaitAsync(Patience, TimeProvider.System);
        Assert.DoesNotContain("in flight", log.ToString(), StringComparison.Ordinal);
        await gateway.DisposeAsync();
    }

    private async Task RunAsync(int port, int exchanges, int seed)
    {
        var left = exchanges;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var random = new Random(unchecked((seed * 397) + caller));
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await ExchangeAsync(port, random);
            }
        })).WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System);
    }

    /// <summary>One exchange, which the caller or the upstream may end early, before, in or after either body.</summary>
    private async Task ExchangeAsync(int port, Random random)
    {
        var upload = random.Next(4) switch { 0 => BodySize, 1 => 10, _ => 0 };
        var upstreamEnds = random.Next(8) switch { 0 => "before", 1 => "reading", 2 => "during", _ => "never" };
        var callerEnds = random.Next(4);
        var abortive = random.Next(2) == 0;
        try
        {
            using var client = await RawClient.ConnectAsync(port);
            client.LingerState = new LingerOption(enable: abortive, 0);
            var stream = client.GetStream();
            var framing = upload == 0 ? "" : $"Content-Length: {upload}\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"{(upload == 0 ? "GET" : "POST")} /{upstreamEnds} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{framing}\r\n"));
            if (callerEnds == 0)
            {
                // Before or during the request's body.
                await stream.WriteAsync(_body.AsMemory(0, random.Next(upload + 1) / 2));
                return;
            }

            await stream.WriteAsync(_body.AsMemory(0, upload));
            var wanted = callerEnds == 1 ? random.Next(BodySize) : int.MaxValue;
            var buffer = new byte[8192];
            while (wanted > 0 && await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience, TimeProvider.System) is > 0 and var read)
            {
                wanted -= read;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Broken off by the other side, as was asked for.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _atUpstream);
        try
        {
            var ends = context.Request.Path.Value;
            if (ends == "/before")
            {
                context.Abort();
                return;
            }

            if (ends == "/reading")
            {
                _ = await context.Request.Body.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                context.Abort();
                return;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentLength = BodySize;
            await context.Response.Body.WriteAsync(_body.AsMemory(0, BodySize / 2));
            if (ends == "/during")
            {
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await context.Response.Body.WriteAsync(_body.AsMemory(BodySize / 2));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The gateway has ended the exchange, as its caller did.
        }
        finally
        {
            Interlocked.Decrement(ref _atUpstream);
        }
    }

    private void CountConnections(KestrelServerOptions server) => server.ConfigureEndpointDefaults(listen => listen.Use(next => async connection =>
    {
        Interlocked.Increment(ref _callerConnections);
        Interlocked.Increment(ref _accepted);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _callerConnections);
        }
    }));

    private int Alive()
    {
        LiveBytes();
        return _requests.Count(request => request.IsAlive);
    }

    private static long LiveBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, $"It does not hold that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Watches every request that is sent, without holding it.</summary>
    private sealed class WatchingProtocol(ConcurrentBag<WeakReference> requests) : IUpstreamProtocol
    {
        private readonly BearerProtocol _inner = new();

        public IRefusalRules Refusals => _inner.Refusals;

        public void Stamp(HttpRequestMessage request, Session session)
        {
            requests.Add(new WeakReference(request));
            _inner.Stamp(request, session);
        }

        public SessionOwner OwnerOf(string login) => _inner.OwnerOf(login);

        public Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => _inner.LoginAsync(request, cancellationToken);

        public Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken) =>
            _inner.ConfirmTwoFactorAsync(challenge, code, cancellationToken);

        public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken) =>
            _inner.ResendCodeAsync(challenge, cancellationToken);

        public Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken) => _inner.RefreshAsync(session, cancellationToken);

        public Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken) =>
            _inner.LogoutAsync(session, deviceId, cancellationToken);
    }
}
