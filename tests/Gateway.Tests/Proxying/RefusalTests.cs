namespace Gateway.Tests.Proxying;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/..")]
    [InlineData("/.")]
    [InlineData("/a/.")]
    [InlineData("/a/./b")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%2E./b")]
    [InlineData("/a/.%2e")]
    [InlineData("/a%2F..%2Fb")]
    [InlineData("/a/%2e%2e%2fb")]
    [InlineData("/a/..;x/b")]
    [InlineData("/a\\b")]
    [InlineData("/a%5cb")]
    [InlineData("/a%5Cb")]
    [InlineData("/@bot/../x")]
    [InlineData("/@bot/%2e%2e/x")]
    [InlineData("/..?x=1")]
    public async Task A_path_that_could_climb_is_refused(string target)
    {
        await using var proxy = await StartAsync();

        var response = await proxy.GetAsync(target);

        Assert.Equal((400, "request_not_allowed"), (response.Status, response.Error));
        Assert.Contains("path", response.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a#b")]
    [InlineData("/#")]
    [InlineData("/a?b#c")]
    [InlineData("/@bot/a#b")]
    [InlineData("http://127.0.0.1:{port}/a#b")]
    [InlineData("http://127.0.0.1:{port}#b")]
    public async Task A_target_with_a_fragment_is_refused(string target)
    {
        await using var proxy = await StartAsync();

        var response = await proxy.GetAsync(target.Replace("{port}", $"{proxy.Gateway.Port}", StringComparison.Ordinal));

        Assert.Equal((400, "request_not_allowed"), (response.Status, response.Error));
    }

    // These the HTTP parser refuses by itself.
    [Theory]
    [InlineData("/a%00b")]
    [InlineData("/\u00fc")]
    [InlineData("/a\u0001b")]
    [InlineData("/a\u007fb")]
    public async Task A_path_with_a_NUL_or_raw_bytes_is_refused(string target)
    {
        await using var proxy = await StartAsync();

        var response = await proxy.GetAsync(target);

        Assert.Equal(400, response.Status);
    }

    [Theory]
    [InlineData("TRACE / HTTP/1.1", "127.0.0.1:{port}")]
    [InlineData("CONNECT evil.example:443 HTTP/1.1", "evil.example:443")]
    [InlineData("CONNECT 127.0.0.1:{port} HTTP/1.1", "127.0.0.1:{port}")]
    [InlineData("OPTIONS * HTTP/1.1", "127.0.0.1:{port}")]
    [InlineData("head / HTTP/1.1", "127.0.0.1:{port}")]
    [InlineData("Head / HTTP/1.1", "127.0.0.1:{port}")]
    public async Task Methods_and_targets_that_are_no_requests_to_the_upstream_are_refused(string line, string host)
    {
        await using var proxy = await StartAsync();

        var request = $"{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n";

        var response = await proxy.SendAsync(request.Replace("{port}", $"{proxy.Gateway.Port}", StringComparison.Ordinal));

        Assert.Equal((400, "request_not_allowed"), (response.Status, response.Error));
    }

    [Theory]
    [InlineData("http://evil.example/", "evil.example")]
    [InlineData("http://evil.example:{port}/", "evil.example:{port}")]
    [InlineData("http://127.0.0.1:1/", "127.0.0.1:1")]
    [InlineData("http://10.1.2.3:{port}/", "10.1.2.3:{port}")]
    [InlineData("https://127.0.0.1:{port}/", "127.0.0.1:{port}")]
    public async Task An_absolute_target_of_another_authority_is_refused(string target, string host)
    {
        await using var proxy = await StartAsync();
        var request = $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";

        var response = await proxy.SendAsync(request.Replace("{port}", $"{proxy.Gateway.Port}", StringComparison.Ordinal));

        Assert.Equal((400, "request_not_allowed"), (response.Status, response.Error));
    }

    [Fact]
    public async Task An_absolute_target_that_disagrees_with_Host_is_refused()
    {
        await using var proxy = await StartAsync();

        var response = await proxy.GetAsync("http://evil.example/");

        Assert.Equal(400, response.Status);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    public async Task A_request_with_both_lengths_is_refused(string lengths)
    {
        await using var proxy = await StartAsync();

        var response = await proxy.SendAsync(
            $"POST /x HTTP/1.1\r\nHost: 127.0.0.1:{proxy.Gateway.Port}\r\n{lengths}\r\nConnection: close\r\n\r\n0\r\n\r\n");

        Assert.Equal((400, "request_not_allowed"), (response.Status, response.Error));
    }

    private static Task<ProxyFixture> StartAsync() => ProxyFixture.StartAsync(context =>
    {
        Assert.Fail($"Forwarded {TestServer.RawTarget(context)}");
        return Task.CompletedTask;
    });
}
