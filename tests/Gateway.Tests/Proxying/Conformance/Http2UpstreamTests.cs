using System.Net;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>HTTP/2 towards the upstream.</summary>
public sealed class Http2UpstreamTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _certificate.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task More_requests_than_one_connection_carries_bring_another()
    {
        const int Requests = 250;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        await using var origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, async context =>
        {
            if (Interlocked.Increment(ref waiting) == Requests)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(context.RequestAborted);
        });
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", origin.Url)]);
        using var client = GatewayFront.Client(_certificate);

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.GetAsync(gateway.Url)))
            .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

        // A connection carries a hundred.
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.InRange(origin.Accepted, 3, 20);
    }

    [Fact]
    public async Task An_upstream_that_says_goodbye_to_its_connections_loses_no_request()
    {
        var served = 0;
        await using var origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, async context =>
        {
            var number = Interlocked.Increment(ref served);
            if (number % 20 == 0)
            {
                context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
            }

            await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync());
        });
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", origin.Url)]);
        using var client = GatewayFront.Client(_certificate);

        for (var round = 0; round < 20; round++)
        {
            var bodies = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
            {
                using var answer = await client.PostAsync(gateway.Url, new StringContent($"{round}-{number}"));
                return await answer.Content.ReadAsStringAsync();
            })).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{round}-{number}"), bodies);
        }

        Assert.True(origin.Accepted > 2, $"Only {origin.Accepted} connections.");
    }

    [Fact]
    public async Task A_stream_that_is_reset_ends_its_own_exchange_alone()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await go.Task;
            if (context.Request.Path == "/reset")
            {
                context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
                return;
            }

            await context.Response.WriteAsync(" whole");
        });
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", origin.Url)]);
        using var client = GatewayFront.Client(_certificate);

        var good = await client.GetAsync(new Uri(gateway.Url, "/good"), HttpCompletionOption.ResponseHeadersRead);
        var reset = await client.GetAsync(new Uri(gateway.Url, "/reset"), HttpCompletionOption.ResponseHeadersRead);
        go.SetResult();

        await Assert.ThrowsAsync<HttpRequestException>(() => reset.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Equal("half whole", await good.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Equal(1, origin.Accepted);
    }

    [Fact]
    public async Task Without_trust_in_its_certificate_nothing_is_sent()
    {
        using var other = new TestCertificate();
        await using var origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, _ => throw new InvalidOperationException("reached"));
        await using var gateway = await GatewayFront.StartAsync(other, [new FakeAccount("bot", origin.Url)]);
        using var client = GatewayFront.Client(other);

        using var answer = await client.GetAsync(gateway.Url);

        Assert.Equal(("upstream_unreachable", HttpStatusCode.BadGateway), (answer.Headers.GetValues("X-Gateway-Error").Single(), answer.StatusCode));
        Assert.Contains("certificate", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
