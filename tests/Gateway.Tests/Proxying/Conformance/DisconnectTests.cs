using System.Net;
using System.Text;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>Whoever leaves, the other side is told: a caller's end cancels upstream, an upstream's end is never a clean one.</summary>
public sealed class DisconnectTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestCertificate _certificate = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Origin? _origin;
    private GatewayFront? _gateway;

    public static TheoryData<OriginProtocol, int> Ways => new()
    {
        { OriginProtocol.Clear, 1 }, { OriginProtocol.Clear, 2 }, { OriginProtocol.Http2, 1 }, { OriginProtocol.Http2, 2 },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_origin?.DisposeAsync() ?? ValueTask.CompletedTask);
        _certificate.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_caller_that_leaves_before_the_answer_is_noticed_upstream(OriginProtocol upstream, int caller)
    {
        using var client = await StartAsync(upstream, caller, WaitForAbortAsync);
        using var leave = new CancellationTokenSource();

        var call = client.SendAsync(Request(caller, HttpMethod.Get), leave.Token);
        await _arrived.Task.WaitAsync(Patience, TimeProvider.System);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _aborted.Task.WaitAsync(Patience, TimeProvider.System);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_caller_that_leaves_during_the_answer_is_noticed_upstream(OriginProtocol upstream, int caller)
    {
        using var client = await StartAsync(upstream, caller, async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await WaitForAbortAsync(context);
        });

        using (var answer = await client.SendAsync(Request(caller, HttpMethod.Get), HttpCompletionOption.ResponseHeadersRead))
        {
            await RawClient.ReadUntilAsync(await answer.Content.ReadAsStreamAsync(), "first");
        }

        await _aborted.Task.WaitAsync(Patience, TimeProvider.System);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_caller_that_leaves_during_its_body_is_noticed_upstream(OriginProtocol upstream, int caller)
    {
        using var client = await StartAsync(upstream, caller, async context =>
        {
            await RawClient.ReadUntilAsync(context.Request.Body, "first");
            _arrived.TrySetResult();
            try
            {
                Assert.Fail($"The body went on: {await context.Request.Body.ReadAsync(new byte[10])}");
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
            {
                _aborted.TrySetResult();
            }
        });
        using var leave = new CancellationTokenSource();
        using var request = Request(caller, HttpMethod.Post);
        request.Content = Bodies.Make("streamed", new TaskCompletionSource().Task);

        var call = client.SendAsync(request, leave.Token);
        await _arrived.Task.WaitAsync(Patience, TimeProvider.System);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _aborted.Task.WaitAsync(Patience, TimeProvider.System);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_upstream_that_breaks_its_answer_off_breaks_the_callers_off(OriginProtocol upstream, int caller)
    {
        using var client = await StartAsync(upstream, caller, async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await _arrived.Task;
            context.Abort();
        });

        using var answer = await client.SendAsync(Request(caller, HttpMethod.Get), HttpCompletionOption.ResponseHeadersRead);
        var body = await answer.Content.ReadAsStreamAsync();
        await RawClient.ReadUntilAsync(body, "first");
        _arrived.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null).WaitAsync(Patience, TimeProvider.System));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_upstream_that_leaves_before_its_answer_is_502(OriginProtocol upstream, int caller)
    {
        using var client = await StartAsync(upstream, caller, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var request = Request(caller, HttpMethod.Post);
        request.Content = new StringContent("body", Encoding.ASCII);

        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_unreachable"), (answer.StatusCode, answer.Headers.GetValues("X-Gateway-Error").Single()));
    }

    private async Task WaitForAbortAsync(HttpContext context)
    {
        using var registration = context.RequestAborted.Register(() => _aborted.TrySetResult());
        _arrived.TrySetResult();
        await _aborted.Task;
    }

    private async Task<HttpClient> StartAsync(OriginProtocol upstream, int caller, RequestDelegate answer)
    {
        _origin = await Origin.StartAsync(upstream, _certificate, answer);
        _gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", _origin.Url)], https: caller == 2);
        return GatewayFront.Client(_certificate);
    }

    private HttpRequestMessage Request(int version, HttpMethod method) => new(method, new Uri(_gateway!.Url, "/"))
    {
        Version = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
