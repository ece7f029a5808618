using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>One upstream of each protocol, a gateway on http and one on https before them, and a client for both ways.</summary>
public sealed class ConformanceTable : IAsyncLifetime
{
    private const int LargeSize = 3_000_000;

    private readonly TestCertificate _certificate = new();
    private readonly Dictionary<OriginProtocol, Origin> _origins = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ArrivedRequest>> _arrived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _firstPieces = new(StringComparer.Ordinal);
    private readonly Dictionary<(OriginProtocol, int), GatewayFront> _gateways = [];
    private HttpClient _client = null!;

    public static byte[] Large { get; } = RandomNumberGenerator.GetBytes(LargeSize);

    public async ValueTask InitializeAsync()
    {
        _client = GatewayFront.Client(_certificate);
        foreach (var protocol in Enum.GetValues<OriginProtocol>())
        {
            var origin = await Origin.StartAsync(protocol, _certificate, AnswerAsync);
            _origins[protocol] = origin;
            foreach (var version in new[] { 1, 2 })
            {
                _gateways[(protocol, version)] = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", origin.Url)], https: version == 2);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var gateway in _gateways.Values)
        {
            await gateway.DisposeAsync();
        }

        foreach (var origin in _origins.Values)
        {
            await origin.DisposeAsync();
        }

        _certificate.Dispose();
    }

    internal Task<(ArrivedRequest Arrived, ReceivedAnswer Answer)> DirectAsync(OriginProtocol protocol, string method, string body, string answer) =>
        SendAsync(new Uri(_origins[protocol].Url), protocol == OriginProtocol.Http2 ? 2 : 1, method, body, answer);

    internal Task<(ArrivedRequest Arrived, ReceivedAnswer Answer)> ThroughAsync(
        OriginProtocol protocol, int callerVersion, string method, string body, string answer) =>
        SendAsync(_gateways[(protocol, callerVersion)].Url, callerVersion, method, body, answer);

    private async Task<(ArrivedRequest Arrived, ReceivedAnswer Answer)> SendAsync(Uri to, int version, string method, string body, string answer)
    {
        var id = Guid.NewGuid().ToString("N");
        var arrived = _arrived.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        var first = _firstPieces.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(to, $"/a%2Fb//c?answer={answer}&x=%41&&y"))
        {
            Version = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Bodies.Make(body, first.Task),
        };
        request.Headers.TryAddWithoutValidation("X-Test-Id", id);
        request.Headers.TryAddWithoutValidation("X-Many", ["one", "two, three", "", "one"]);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br;q=1.0, zstd, *;q=0");
        request.Headers.TryAddWithoutValidation("User-Agent", "odd agent/1 (;;) x");
        request.Headers.TryAddWithoutValidation("If-None-Match", "W/\"a\", \"b\"");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");
        request.Headers.TryAddWithoutValidation("X-Gateway-Anything", "mine");
        request.Headers.TryAddWithoutValidation("X-Latin", "caf\u00e9");

        using var received = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience, TimeProvider.System);
        var result = await ReceivedAnswer.ReadAsync(received).WaitAsync(Patience, TimeProvider.System);
        var seen = await arrived.Task.WaitAsync(Patience, TimeProvider.System);
        var headers = seen.Headers.Where(header => header.Key != "x-test-id" && header.Key != "host").ToDictionary(StringComparer.Ordinal);
        return (seen with { Headers = headers }, result);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(60);

    private async Task AnswerAsync(HttpContext context)
    {
        var id = context.Request.Headers["X-Test-Id"].ToString();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[81920], 0L);
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            length += read;
            if (_firstPieces.TryGetValue(id, out var first))
            {
                first.TrySetResult();
            }
        }

        var arrived = new ArrivedRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Protocol,
            HeaderTable.Of(context.Request.Headers),
            length,
            Convert.ToHexString(hash.GetHashAndReset()));
        await Answers.WriteAsync(context, context.Request.Query["answer"].ToString());
        _arrived[id].TrySetResult(arrived);
    }
}
