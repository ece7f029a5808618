using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Stores;
using Gateway.Redis;
using Gateway.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Redis;

/// <summary>Answers of a Redis that is there and unwilling: outages like any other, each with its cause.</summary>
public sealed class RedisRefusalTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private RedisServer _server = null!;
    private RedisBackend _backend = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _backend = To(_server.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _server.Dispose();
    }

    [Theory]
    [InlineData("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "out of memory")]
    [InlineData("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "replica")]
    public async Task A_redis_that_takes_no_writes_is_unavailable_and_heals(string spoil, string mend, string says)
    {
        Assert.SkipWhen(RedisProgram.Best == RedisProgram.Garnet, "Only redis-server refuses writes in these ways, and it is not on the PATH.");

        Assert.NotNull(await _backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("before", "1"), TimeSpan.FromMilliseconds(1), None));
        using var redis = await RedisText.ConnectAsync(_server);
        Assert.Equal("+OK", await redis.AskAsync(spoil));

        var reason = await WhenJudgedAsync(reason => reason?.Contains(says, StringComparison.Ordinal) == true);
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => _backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("during", "1"), TimeSpan.FromSeconds(1), None));
        Assert.Equal(reason, failure.Message);

        Assert.Equal("+OK", await redis.AskAsync(mend));
        await WhenJudgedAsync(reason => reason is null);
        Assert.NotNull(await _backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("after", "1"), TimeSpan.FromSeconds(1), None));
    }

    [Fact]
    public async Task A_replica_at_start_is_told_as_such()
    {
        Assert.SkipWhen(RedisProgram.Best == RedisProgram.Garnet, "Only redis-server refuses writes in this way, and it is not on the PATH.");

        using var redis = await RedisText.ConnectAsync(_server);
        Assert.Equal("+OK", await redis.AskAsync("REPLICAOF 127.0.0.1 1"));
        await using var backend = To(_server.Configuration);

        var reason = await WhenJudgedAsync(reason => reason?.Contains("READONLY", StringComparison.Ordinal) == true, backend);

        Assert.Equal($"Redis at 127.0.0.1:{_server.Port} is a replica and takes no writes (READONLY); name the primary.", reason);
    }

    [Fact]
    public async Task A_redis_that_is_busy_with_a_script_is_told_as_such_for_as_long_as_it_lasts()
    {
        Assert.SkipWhen(RedisProgram.Best == RedisProgram.Garnet, "Only redis-server refuses in this way, and it is not on the PATH.");

        Assert.NotNull(await _backend.TryAcquireAsync(Samples.Bot, new LeaseOwner("before", "1"), TimeSpan.FromMilliseconds(1), None));
        using var redis = await RedisText.ConnectAsync(_server);
        Assert.Equal("+OK", await redis.AskAsync("CONFIG SET lua-time-limit 50"));
        var script = redis.AskAsync("EVAL \"while true do end\" 0");
        var told = new List<string?>();
        using var other = await RedisText.ConnectAsync(_server);
        while (told.Count < 8)
        {
            told.Add(await WhenJudgedAsync(reason => reason is not null));
        }

        Assert.Equal("+OK", await other.AskAsync("SCRIPT KILL"));
        await script;
        await WhenJudgedAsync(reason => reason is null);
        // Between the connection that there was and the next one, that there is none is told as well.
        Assert.Contains("is busy with a script (BUSY", told[0], StringComparison.Ordinal);
        Assert.Contains("is busy with a script (BUSY", told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_told_as_a_wrong_password()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeTlsAsync(listener, certificate, stop.Token);
        var place = $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
        await using var backend = To($"{place},ssl=true,password=canary-password");

        var reason = await WhenJudgedAsync(reason => reason?.Contains("certificate", StringComparison.Ordinal) == true, backend);

        Assert.StartsWith($"Redis at {place} has a TLS certificate that is not accepted", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("password", reason, StringComparison.Ordinal);
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_redis_that_is_away_at_start_is_named_without_its_password()
    {
        var nobody = RedisServer.NobodyAt(out var port);
        await using var backend = To($"{nobody},password=canary-password");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => backend.ReadAsync(Samples.Bot, None));

        Assert.Equal($"Redis at 127.0.0.1:{port} cannot be reached.", failure.Message);
    }

    [Fact]
    public async Task A_redis_that_was_emptied_is_told_to_all_though_no_connection_broke()
    {
        await using var other = To(_server.Configuration);
        await Task.WhenAll(WhenJudgedAsync(reason => reason is null), WhenJudgedAsync(reason => reason is null, other));
        var told = Task.WhenAll(WhenJudgedAsync(reason => reason is not null), WhenJudgedAsync(reason => reason is not null, other));
        using var redis = await RedisText.ConnectAsync(_server);

        Assert.Equal("+OK", await redis.AskAsync("FLUSHALL"));

        Assert.All(await told, reason => Assert.Equal("Redis has lost what it held.", reason));
        Assert.Null(await WhenJudgedAsync(reason => true));
    }

    private static async Task ServeTlsAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException or OperationCanceledException)
            {
                // The client went away, as it should.
            }
        }
    }

    private static RedisBackend To(string configuration) => new(
        new SecretReference.Inline("Gateway:Store:Redis", new Secret(configuration)), "t", TimeProvider.System, NullLogger<RedisBackend>.Instance);

    private async Task<string?> WhenJudgedAsync(Func<string?, bool> condition, RedisBackend? of = null)
    {
        var backend = of ?? _backend;
        var judged = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(string? reason)
        {
            if (condition(reason))
            {
                judged.TrySetResult(reason);
            }
        }

        backend.Judged += Look;
        try
        {
            return await judged.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        finally
        {
            backend.Judged -= Look;
        }
    }
}
