using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Tests.Proxying;

public sealed class RequestHeaderTests
{
    public static TheoryData<string> Removed =>
    [
        "Authorization", "authorization", "Cookie", "Proxy-Authorization", "Forwarded",
        "X-Gateway-Key", "X-Gateway-Anything", "x_gateway_key",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X_Forwarded_For",
        "x-stack-access-token", "x-stack-refresh-token", "x-stack-publishable-client-key", "x-stack-secret-server-key",
        "x-stack-super-secret-admin-key", "x-stack-admin-access-token", "x-stack-access-type", "x-stack-project-id", "x-stack-auth",
        "x-stack-branch-id", "x-stack-development-override-key", "x-stack-some-day-a-new-one", "X_Stack_Access_Token",
        "x-hexclave-access-token", "x-hexclave-refresh-token", "x-hexclave-publishable-client-key", "x-hexclave-secret-server-key",
        "x-hexclave-super-secret-admin-key", "x-hexclave-admin-access-token", "x-hexclave-access-type", "x-hexclave-project-id",
        "x-hexclave-auth", "x_hexclave_secret_server_key",
        "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "HTTP2-Settings",
    ];

    [Theory]
    [MemberData(nameof(Removed))]
    public async Task A_callers_credential_or_hop_header_ends_at_the_gateway(string name)
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        var response = await proxy.GetAsync("/", $"{name}: smuggled-value");

        Assert.Equal(200, response.Status);
        var headers = await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.DoesNotContain(headers, header => header.Value.ToString().Contains("smuggled", StringComparison.Ordinal));
        Assert.Equal("Bearer token-of-bot", headers["Authorization"]);
    }

    [Theory]
    [InlineData("X-Custom", "a b,c")]
    [InlineData("X-Empty", "")]
    [InlineData("X-Latin", "caf\u00e9 \u00c3\u00bc")]
    [InlineData("User-Agent", "weird agent/1 (;;) x")]
    [InlineData("Accept-Encoding", "br;q=1.0, zstd")]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("Upgrade-Insecure-Requests", "1")]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("If-None-Match", "\"x\", W/\"y\"")]
    [InlineData("Content-Type", "application/json")]
    [InlineData("X-Stack", "x")]
    [InlineData("x-stack-override-error-status", "true")]
    [InlineData("x-stack-random-nonce", "1")]
    [InlineData("X-Api-Key", "k")]
    [InlineData("Via", "1.1 other")]
    [InlineData("Origin", "https://app.example")]
    [InlineData("Origin", "null")]
    [InlineData("Referer", "https://app.example/a?b")]
    [InlineData("Priority", "u=1")]
    [InlineData("X-Content-Length", "7")]
    public async Task Any_other_header_passes_as_it_is(string name, string value)
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        var response = await proxy.GetAsync("/", $"{name}: {value}");

        Assert.Equal(200, response.Status);
        Assert.Equal(value, (await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System))[name].ToString());
    }

    [Fact]
    public async Task Every_header_named_by_Connection_is_removed()
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        // One line, kept alive: the server hides the other names from us when "close" is among them.
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(
            "GET / HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nX-Two: 2\r\nX-Three: 3\r\nAuthorization: Bearer own\r\n"
            + "Connection: x-one , Authorization,,\r\nConnection: X-Two\r\n\r\n"));

        var headers = await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.Equal("Bearer token-of-bot", headers["Authorization"]);
        Assert.Equal("3", headers["X-Three"]);
        Assert.Equal(["Authorization", "Host", "X-Three"], headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Repeated_headers_all_arrive_in_order()
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        await proxy.GetAsync("/", "X-Many: a", "x-many: b", "X-Many: a");

        Assert.Equal("a,b,a", (await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System))["X-Many"].ToString().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_is_the_upstreams_and_nothing_is_added()
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        await proxy.GetAsync("/");

        var headers = await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.Equal(new Uri(proxy.Upstream.Url).Authority, headers["Host"]);
        Assert.Equal(["Authorization", "Host"], headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Cookies_pass_where_that_is_wanted()
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen, passCookies: true);

        await proxy.GetAsync("/", "Cookie: a=1; b=2");

        Assert.Equal("a=1; b=2", (await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System))["Cookie"]);
    }

    [Theory]
    [InlineData("Origin", "http://{gateway}", "http://{upstream}")]
    [InlineData("Origin", "http://{gateway}.evil.example", "http://{gateway}.evil.example")]
    [InlineData("Origin", "https://{gateway}", "http://{upstream}")]
    [InlineData("Origin", "wss://{gateway}", "http://{upstream}")]
    [InlineData("Origin", "file://{gateway}", "file://{gateway}")]
    [InlineData("Referer", "https://{gateway}/@bot/page", "http://{upstream}/base/page")]
    [InlineData("Referer", "http://{gateway}/page?x=%2F", "http://{upstream}/base/page?x=%2F")]
    [InlineData("Referer", "http://{gateway}/@bot/page", "http://{upstream}/base/page")]
    [InlineData("Referer", "http://{gateway}/@other/page", "http://{upstream}/base/page")]
    [InlineData("Referer", "http://{gateway}/@bot?x", "http://{upstream}/base?x")]
    [InlineData("Referer", "http://{gateway}/@not.a%20name/page", "http://{upstream}/base/@not.a%20name/page")]
    [InlineData("Referer", "http://{gateway}/page?a=1&token=x&tokens=y", "http://{upstream}/base/page?a=1&tokens=y")]
    [InlineData("Referer", "http://{gateway}/page?token=x", "http://{upstream}/base/page")]
    [InlineData("Referer", "http://other.example/page?token=x", "http://other.example/page?token=x")]
    [InlineData("Referer", "http://{gateway}", "http://{upstream}")]
    [InlineData("Referer", "http://other.example/http://{gateway}/", "http://other.example/http://{gateway}/")]
    public async Task An_origin_that_names_the_gateway_becomes_the_upstreams(string name, string sent, string arrived)
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen, basePath: "/base");
        string Fill(string text) => text
            .Replace("{gateway}", new Uri(proxy.Gateway.Url).Authority, StringComparison.Ordinal)
            .Replace("{upstream}", new Uri(proxy.Upstream.Url).Authority, StringComparison.Ordinal);

        await proxy.GetAsync("/@bot/x", $"{name}: {Fill(sent)}");

        Assert.Equal(Fill(arrived), (await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System))[name]);
    }

    [Theory]
    [InlineData("gw.example", "http://gw.example:80")]
    [InlineData("gw.example", "https://gw.example:443")]
    [InlineData("gw.example:80", "http://GW.example")]
    [InlineData("gw.example:443", "https://gw.example.")]
    [InlineData("[0:0::1]:8080", "http://[0:0::1]:8080")]
    public async Task An_origin_that_is_let_in_as_the_gateways_own_becomes_the_upstreams(string host, string origin)
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);
        var headers = new HeaderDictionary { ["Host"] = host, ["Origin"] = origin };
        Assert.True(Gateway.Inbound.OriginRule.IsAllowed(headers, []));

        await proxy.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nReferer: {origin}/a\r\nConnection: close\r\n\r\n");

        var arrived = await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.Equal(proxy.Upstream.Url, arrived["Origin"]);
        Assert.Equal(proxy.Upstream.Url + "/a", arrived["Referer"]);
    }

    [Fact]
    public async Task A_referer_below_an_account_loses_it_even_if_the_request_names_the_account_elsewhere()
    {
        var seen = new TaskCompletionSource<Dictionary<string, StringValues>>();
        await using var proxy = await StartAsync(seen);

        await proxy.GetAsync("/x", "X-Gateway-Account: bot", $"Referer: {proxy.Gateway.Url}/@bot/page");

        Assert.Equal($"{proxy.Upstream.Url}/page", (await seen.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System))["Referer"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task Any_other_method_passes(string method)
    {
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(context.Request.Method + " " + context.Request.ContentType + " " + await reader.ReadToEndAsync());
        });

        using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = new StringContent("body") };
        var response = await proxy.Client.SendAsync(request);

        Assert.Equal(method + " text/plain; charset=utf-8 body", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_known_length_stays_known_and_an_unknown_one_stays_chunked()
    {
        await using var proxy = await ProxyFixture.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.ContentLength}/{context.Request.Headers.TransferEncoding}"));

        var known = await proxy.Client.PostAsync("/", new StringContent("12345"));
        var empty = await proxy.Client.PostAsync("/", new StringContent(""));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("x"), Headers = { TransferEncodingChunked = true } };
        var unknown = await proxy.Client.SendAsync(chunked);

        Assert.Equal("5/", await known.Content.ReadAsStringAsync());
        Assert.Equal("0/", await empty.Content.ReadAsStringAsync());
        Assert.Equal("/chunked", await unknown.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
    }

    private static Task<ProxyFixture> StartAsync(
        TaskCompletionSource<Dictionary<string, StringValues>> seen, string basePath = "", bool passCookies = false) =>
        ProxyFixture.StartAsync(
            context =>
            {
                seen.TrySetResult(new(context.Request.Headers, StringComparer.OrdinalIgnoreCase));
                return Task.CompletedTask;
            },
            basePath,
            passCookies);
}
