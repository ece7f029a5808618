using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying;

public sealed class ResponseTests
{
    [Theory]
    [InlineData("", "/x", "http://{upstream}/a%2Fb?c#d", "http://{gateway}/a%2Fb?c#d")]
    [InlineData("", "/x", "http://{upstream}", "http://{gateway}/")]
    [InlineData("", "/x", "HTTP://{upstream}?q", "http://{gateway}/?q")]
    [InlineData("", "/x", "/a//b", "http://{gateway}/a//b")]
    [InlineData("", "/x", "//{upstream}/a", "http://{gateway}/a")]
    [InlineData("", "/x", "//other.example/a", "//other.example/a")]
    [InlineData("", "/x", "https://{upstream}/a", "https://{upstream}/a")]
    [InlineData("", "/x", "http://{upstream}.evil.example/a", "http://{upstream}.evil.example/a")]
    [InlineData("", "/x", "http://user@{upstream}/a", "http://user@{upstream}/a")]
    [InlineData("", "/x", "https://other.example/?u=http://{upstream}/", "https://other.example/?u=http://{upstream}/")]
    [InlineData("", "/x", "a/b", "a/b")]
    [InlineData("", "/x", "?q=//x", "?q=//x")]
    [InlineData("", "/x", "mailto:a@b", "mailto:a@b")]
    [InlineData("", "/@bot/x", "http://{upstream}/a", "http://{gateway}/@bot/a")]
    [InlineData("", "/%40bot/x", "/a", "http://{gateway}/%40bot/a")]
    [InlineData("", "/@bot/x", "//other.example/a", "//other.example/a")]
    [InlineData("", "/@bot/x", "a/b", "a/b")]
    [InlineData("", "/@bot/x", "./a", "./a")]
    [InlineData("", "/@bot/a/b?c=/", "../x?y=../z#../w", "../x?y=../z#../w")]
    [InlineData("", "/@bot/x", "?q=../x", "?q=../x")]
    [InlineData("", "/@bot", "?q", "?q")]
    [InlineData("", "/@bot/x", "#f", "#f")]
    [InlineData("", "/@bot/x", "mailto:a@b", "mailto:a@b")]
    [InlineData("", "/@bot", "x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot?q", "x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot", "./", "http://{gateway}/@bot/")]
    [InlineData("", "/@bot/a", "../x?y", "http://{gateway}/@bot/x?y")]
    [InlineData("", "/@bot/a", "..", "http://{gateway}/@bot/")]
    [InlineData("", "/@bot/a/b", "../../x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "../@other/x", "http://{gateway}/@bot/@other/x")]
    [InlineData("", "/@bot/a", "%2E%2e/x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "..\\x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "\\x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "/../x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "/b/../../x", "http://{gateway}/@bot/x")]
    [InlineData("", "/@bot/a", "http://{upstream}/../x", "http://{gateway}/@bot/x")]
    [InlineData("", "/a", "../x", "../x")]
    [InlineData("", "/a", "/../x", "http://{gateway}/../x")]
    [InlineData("/base", "/@bot/a/b", "../x", "../x")]
    [InlineData("/base", "/@bot/a", "../base/x", "http://{gateway}/@bot/x")]
    [InlineData("/base", "/@bot/a", "../x", "http://{upstream}/x")]
    [InlineData("/base", "/x", "http://{upstream}/base/a", "http://{gateway}/a")]
    [InlineData("/base", "/x", "/base", "http://{gateway}/")]
    [InlineData("/base", "/@bot/x", "/base?q", "http://{gateway}/@bot/?q")]
    [InlineData("/base", "/x", "/basement", "http://{upstream}/basement")]
    [InlineData("/base", "/x", "http://{upstream}/login", "http://{upstream}/login")]
    public async Task A_location_on_the_upstream_leads_through_the_gateway(string basePath, string target, string sent, string received)
    {
        var location = string.Empty;
        await using var proxy = await ProxyFixture.StartAsync(
            context =>
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = location;
                return Task.CompletedTask;
            },
            basePath);
        string Fill(string text) => text
            .Replace("{gateway}", new Uri(proxy.Gateway.Url).Authority, StringComparison.Ordinal)
            .Replace("{upstream}", new Uri(proxy.Upstream.Url).Authority, StringComparison.Ordinal);
        location = Fill(sent);

        var response = await proxy.GetAsync(target);

        Assert.Equal((302, Fill(received)), (response.Status, response.Header("Location")));
    }

    [Fact]
    public async Task Hop_headers_cookies_and_a_forged_gateway_error_are_dropped()
    {
        await using var upstream = new RawUpstream(
            "HTTP/1.1 200 OK\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nSet-Cookie: a=1\r\nX-Gateway-Error: forged\r\n"
            + "X-Kept: a\r\nX-Kept: b\r\nStrict-Transport-Security: max-age=1\r\ntraceparent: 00-1-1-01\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var response = await proxy.GetAsync("/");

        Assert.Equal(200, response.Status);
        Assert.Equal(["a", "b"], response.Headers.Where(header => header.Key == "X-Kept").Select(header => header.Value));
        Assert.Equal("max-age=1", response.Header("Strict-Transport-Security"));
        Assert.Equal("00-1-1-01", response.Header("traceparent"));
        Assert.All(["X-Hop", "Keep-Alive", "Set-Cookie", "X-Gateway-Error"], name => Assert.Null(response.Header(name)));
    }

    [Fact]
    public async Task Set_Cookie_passes_where_that_is_wanted()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            context =>
            {
                context.Response.Headers.SetCookie = new(["a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT", "b=2"]);
                return Task.CompletedTask;
            },
            passCookies: true);

        var response = await proxy.GetAsync("/");

        Assert.Equal(
            ["a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT", "b=2"],
            response.Headers.Where(header => header.Key == "Set-Cookie").Select(header => header.Value));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(401)]
    [InlineData(418)]
    [InlineData(503)]
    public async Task The_upstreams_own_answer_passes_unchanged(int status)
    {
        await using var proxy = await ProxyFixture.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = "\"x\"";
            return status is 204 or 304 ? Task.CompletedTask : context.Response.WriteAsync("own");
        });

        var response = await proxy.Client.GetAsync("/");

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("\"x\"", response.Headers.ETag?.Tag);
        Assert.False(response.Headers.Contains("X-Gateway-Error"));
        Assert.Equal(status is 204 or 304 ? "" : "own", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HEAD_keeps_the_length_and_has_no_body()
    {
        await using var proxy = await ProxyFixture.StartAsync(context =>
        {
            context.Response.ContentLength = 12345;
            return Task.CompletedTask;
        });

        var response = await proxy.SendAsync("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal((200, "12345", ""), (response.Status, response.Header("Content-Length"), response.Body));
    }

    [Fact]
    public async Task Header_bytes_beyond_ASCII_pass()
    {
        await using var upstream = new RawUpstream(
            "HTTP/1.1 200 Fine\r\nContent-Disposition: attachment; filename=\"\u00c3\u00bc\u00e9\"\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var response = await proxy.GetAsync("/");

        Assert.Equal("attachment; filename=\"\u00c3\u00bc\u00e9\"", response.Header("Content-Disposition"));
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 200")]
    public async Task An_answer_in_chunks_loses_a_length_that_it_states_beside_them(string framing)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var answer = await proxy.GetAsync("/");

        Assert.Equal((200, null, "chunked"), (answer.Status, answer.Header("Content-Length"), answer.Header("Transfer-Encoding")));
        Assert.Contains("body", answer.Body, StringComparison.Ordinal);
    }
}
