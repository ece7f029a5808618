using Gateway.Inbound;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Inbound;

public sealed class OriginRuleTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "none", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData("http://127.0.0.1:8081", null, true)]
    [InlineData("http://127.0.0.1:8081", "same-origin", true)]
    [InlineData("HTTP://127.0.0.1:8081", null, true)]
    [InlineData("ws://127.0.0.1:8081", null, true)]
    [InlineData("https://board.example", null, true)]
    [InlineData("https://BOARD.example", "cross-site", true)]
    [InlineData("https://board.example", "same-site", true)]
    [InlineData("http://127.0.0.1:8080", null, false)]
    [InlineData("http://localhost:8081", null, false)]
    [InlineData("http://127.0.0.1", null, false)]
    [InlineData("http://board.example", null, false)]
    [InlineData("https://board.example:8443", null, false)]
    [InlineData("https://board.example.evil.example", null, false)]
    [InlineData("https://board.example, http://evil.example", null, false)]
    [InlineData("chrome-extension://127.0.0.1:8081", null, false)]
    [InlineData("127.0.0.1:8081", null, false)]
    [InlineData("null", null, false)]
    [InlineData("null", "same-origin", false)]
    [InlineData("", null, false)]
    [InlineData(null, "cross-site", false)]
    [InlineData(null, "same-site", false)]
    [InlineData(null, "None", false)]
    [InlineData(null, "", false)]
    [InlineData("http://127.0.0.1:8081", "same-site", false)]
    [InlineData("http://127.0.0.1:8081", "cross-site", false)]
    public void A_page_of_somebody_elses_is_known_by_its_headers(string? origin, string? site, bool allowed)
    {
        var headers = Headers("127.0.0.1:8081");
        Set(headers, "Origin", origin);
        Set(headers, "Sec-Fetch-Site", site);

        Assert.Equal(allowed, OriginRule.IsAllowed(headers, ["https://board.example"]));
    }

    [Theory]
    [InlineData("http://localhost", "localhost:80", true)]
    [InlineData("http://localhost:80", "localhost", true)]
    [InlineData("https://localhost", "localhost:443", true)]
    [InlineData("https://gateway.example", "gateway.example", true)]
    [InlineData("wss://gateway.example", "gateway.example:443", true)]
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("https://localhost", "localhost:80", false)]
    [InlineData("http://[::1]:8080", "[::1]:8081", false)]
    [InlineData("http://localhost", "", false)]
    public void The_requests_own_origin_is_the_one_whose_authority_is_its_host(string origin, string host, bool own)
    {
        var headers = Headers(host);
        headers["Origin"] = origin;

        Assert.Equal(own, OriginRule.IsAllowed(headers, []));
    }

    [Fact]
    public void Several_origins_or_sites_are_refused()
    {
        var headers = Headers("localhost");
        headers["Origin"] = new(["http://localhost", "http://localhost"]);
        Assert.False(OriginRule.IsAllowed(headers, ["http://localhost"]));

        headers = Headers("localhost");
        headers["Sec-Fetch-Site"] = new(["none", "none"]);
        Assert.False(OriginRule.IsAllowed(headers, []));
    }

    [Theory]
    [InlineData("cors")]
    [InlineData("no-cors")]
    [InlineData("navigate")]
    [InlineData("websocket")]
    public void The_mode_alone_decides_nothing(string mode)
    {
        var headers = Headers("localhost");
        headers["Sec-Fetch-Mode"] = mode;

        Assert.True(OriginRule.IsAllowed(headers, []));
    }

    [Theory]
    [InlineData("GET", "/", "navigate", null, true)]
    [InlineData("GET", "/", "navigate", "document", true)]
    [InlineData("GET", "/", "navigate", "iframe", false)]
    [InlineData("GET", "/", "cors", null, false)]
    [InlineData("GET", "/", null, null, false)]
    [InlineData("POST", "/", "navigate", "document", false)]
    [InlineData("GET", "/accounts", "navigate", "document", false)]
    public void Only_following_a_link_to_the_page_is_navigation(string method, string path, string? mode, string? destination, bool isNavigation)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path) = (method, path);
        Set(request.Headers, "Sec-Fetch-Mode", mode);
        Set(request.Headers, "Sec-Fetch-Dest", destination);

        Assert.Equal(isNavigation, OriginRule.IsNavigation(request));
    }

    private static HeaderDictionary Headers(string host) => new() { ["Host"] = host };

    private static void Set(IHeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}
