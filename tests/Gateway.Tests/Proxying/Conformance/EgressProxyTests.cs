using System.Net;
using Gateway.Tests.Integration;
using Gateway.Tests.Listeners;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary><c>Gateway:Upstreams:{u}:Proxy</c>.</summary>
public sealed class EgressProxyTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task A_request_to_http_goes_through_the_proxy_in_absolute_form()
    {
        await using var origin = await Origin.StartAsync(OriginProtocol.Clear, _certificate, EchoAsync);
        await using var egress = new EgressProxy(new Uri(origin.Url).Port);
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", "http://upstream.test:81", proxy: egress.Url)]);
        using var client = GatewayFront.Client(_certificate);

        var answer = await client.PostAsync(new Uri(gateway.Url, "/a%2Fb?x"), new StringContent("body"));

        Assert.Equal("upstream.test:81 Bearer token-of-bot body", await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("POST http://upstream.test:81/a%2Fb?x HTTP/1.1\r\n", Assert.Single(egress.Heads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OriginProtocol.Tls)]
    [InlineData(OriginProtocol.Http2)]
    public async Task A_request_to_https_goes_through_a_tunnel_that_sees_nothing_of_it(OriginProtocol protocol)
    {
        await using var origin = await Origin.StartAsync(protocol, _certificate, EchoAsync);
        var port = new Uri(origin.Url).Port;
        await using var egress = new EgressProxy(port);
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", origin.Url, proxy: egress.Url)]);
        using var client = GatewayFront.Client(_certificate);

        var answer = await client.PostAsync(gateway.Url, new StringContent("body"));

        Assert.Equal($"localhost:{port} Bearer token-of-bot body", await answer.Content.ReadAsStringAsync());
        // The client library may open a second tunnel while the first is on its way.
        Assert.NotEmpty(egress.Heads);
        Assert.All(egress.Heads, head =>
        {
            Assert.StartsWith($"CONNECT localhost:{port} HTTP/1.1\r\n", head, StringComparison.Ordinal);
            Assert.DoesNotContain("token-of-bot", head, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_tunnel_is_502_and_says_so()
    {
        await using var egress = new EgressProxy(9, refuses: true);
        await using var gateway = await GatewayFront.StartAsync(_certificate, [new FakeAccount("bot", "https://upstream.test", proxy: egress.Url)]);
        using var client = GatewayFront.Client(_certificate);

        var answer = await client.GetAsync(gateway.Url);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("egress proxy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logins_go_through_the_proxy_as_well()
    {
        var sandbox = await global::Sandbox.SandboxServer.StartAsync(new global::Sandbox.SandboxOptions());
        await using var target = sandbox;
        await using var egress = new EgressProxy(sandbox.BaseUrl.Port);
        await using var exchange = await Exchange.StartAsync(
            prepare: null, $"--Gateway:Upstreams:stx:BaseUrl={sandbox.BaseUrl}", $"--Gateway:Upstreams:stx:Proxy={egress.Url}");

        Assert.Equal(global::Sandbox.Stx.StxExchange.DefaultEmail, await exchange.AskWhoseAsync());

        Assert.Equal(1, sandbox.Stx.LoginsSent);
        Assert.True(egress.Heads.Count >= 2, $"Only {egress.Heads.Count} requests came through the proxy.");
        Assert.All(egress.Heads, head => Assert.StartsWith($"POST {sandbox.BaseUrl}", head, StringComparison.Ordinal));
    }

    private static async Task EchoAsync(HttpContext context) => await context.Response.WriteAsync(
        $"{context.Request.Host} {context.Request.Headers.Authorization} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
}
