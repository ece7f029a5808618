using System.Net;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>How large a head may be, and that nothing else has a limit; on the real listeners.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private KestrelServerOptions? _server;
    private Origin _origin = null!;
    private GatewayFront _http = null!;
    private GatewayFront _https = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, context =>
            context.Response.WriteAsync($"{TestServer.RawTarget(context).Length} {context.Request.Headers["X-Big"].ToString().Length}"));
        _http = await GatewayFront.StartAsync(
            _certificate, [new FakeAccount("bot", _origin.Url)], services: services => services.PostConfigure<KestrelServerOptions>(server => _server = server));
        _https = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", _origin.Url)], https: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        await _https.DisposeAsync();
        await _origin.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData(16 * 1024, 200)]
    [InlineData((16 * 1024) + 1, 414)]
    public async Task A_request_line_of_16_KB_passes(int length, int status)
    {
        var target = "/" + new string('a', length - "GET / HTTP/1.1\r\n".Length);

        var answer = await RawClient.SendAsync(_http.Port, $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{_http.Port}\r\nConnection: close\r\n\r\n");

        Assert.Equal((status, (string?)null), (answer.Status, answer.Error));
        Assert.Contains(status == 200 ? $"{target.Length} 0" : "", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60_000, 200)]
    [InlineData(65_536, 431)]
    public async Task Headers_of_64_KB_pass(int length, int status)
    {
        var answer = await RawClient.SendAsync(
            _http.Port, $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{_http.Port}\r\nX-Big: {new string('a', length)}\r\nConnection: close\r\n\r\n");

        Assert.Equal((status, (string?)null), (answer.Status, answer.Error));
        Assert.Contains(status == 200 ? $"1 {length}" : "", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(2, 60_000)]
    public async Task The_limits_are_the_same_whatever_the_version(int version, int length)
    {
        using var client = GatewayFront.Client(_certificate);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_https.Url, "/x"))
        {
            Version = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "X-Big", new string('a', length) } },
        };

        using var answer = await client.SendAsync(request);

        Assert.Equal($"2 {length}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Bodies_have_no_size_and_no_rate_to_keep()
    {
        Assert.NotNull(_server);
        Assert.Null(_server.Limits.MaxRequestBodySize);
        Assert.Null(_server.Limits.MinRequestBodyDataRate);
        Assert.Null(_server.Limits.MinResponseDataRate);
    }

    [Fact]
    public async Task An_answer_with_more_than_64_KB_of_headers_says_so()
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\nX-Big: {new string('a', 70_000)}\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var answer = await proxy.GetAsync("/");

        Assert.Equal((502, "upstream_unreachable"), (answer.Status, answer.Error));
        Assert.Contains("headers are too large", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
