using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying;

public sealed class TargetTests
{
    public static TheoryData<string, string, string> Forwarded => new()
    {
        { "", "/a%2Fb", "/a%2Fb" },
        { "", "/a%2fb%2F", "/a%2fb%2F" },
        { "", "/a%20b?x=%41&y=+", "/a%20b?x=%41&y=+" },
        { "", "//x", "//x" },
        { "", "//evil.example/x", "//evil.example/x" },
        { "", "/a//b///", "/a//b///" },
        { "", "/;a=b", "/;a=b" },
        { "", "/%C3%BC/%ff", "/%C3%BC/%ff" },
        { "", "/%zz%", "/%zz%" },
        { "", "/?", "/?" },
        { "", "/?a=../b\\c&d=%00", "/?a=../b\\c&d=%00" },
        { "", "/a%23b?c=%23", "/a%23b?c=%23" },
        { "", "/...", "/..." },
        { "", "/.well-known/x", "/.well-known/x" },
        { "", "/a..b/c.", "/a..b/c." },
        { "", "/'\"<>[]{}|^`~!$&()*+,;=:@", "/'\"<>[]{}|^`~!$&()*+,;=:@" },
        { "", "/http://evil.example/", "/http://evil.example/" },
        { "/base/v1", "/", "/base/v1/" },
        { "/base/v1", "/?q", "/base/v1/?q" },
        { "/base/v1", "//x/y", "/base/v1//x/y" },
        { "/base/v1", "/@bot/x%2Fy?z", "/base/v1/x%2Fy?z" },
        { "", "/@bot", "/" },
        { "", "/@bot?x=1", "/?x=1" },
        { "", "/@bot/", "/" },
        { "", "/@bot//evil.example/x", "//evil.example/x" },
        { "", "/%40bot/x", "/x" },
        { "", "/@BOT/x", "/x" },
        { "", "/%40%62ot/%40x", "/%40x" },
        { "", "/x/@bot/y", "/x/@bot/y" },
        { "", "//@bot/y", "//@bot/y" },
    };

    [Theory]
    [MemberData(nameof(Forwarded))]
    public async Task Path_and_query_are_forwarded_byte_for_byte(string basePath, string sent, string arrived)
    {
        await using var proxy = await ProxyFixture.StartAsync(context => context.Response.WriteAsync(TestServer.RawTarget(context)), basePath);

        var response = await proxy.SendAsync($"GET {sent} HTTP/1.0\r\nHost: 127.0.0.1:{proxy.Gateway.Port}\r\n\r\n");

        Assert.Equal((200, arrived), (response.Status, response.Body));
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/x%2Fy?z", "/x%2Fy?z")]
    [InlineData("?z", "/?z")]
    [InlineData("/@bot/x", "/x")]
    public async Task An_absolute_target_of_the_gateway_is_reduced_to_its_path(string sent, string arrived)
    {
        await using var proxy = await ProxyFixture.StartAsync(context => context.Response.WriteAsync(TestServer.RawTarget(context)));
        var authority = $"127.0.0.1:{proxy.Gateway.Port}";

        var response = await proxy.SendAsync($"GET http://{authority}{sent} HTTP/1.0\r\nHost: {authority}\r\n\r\n");

        Assert.Equal((200, arrived), (response.Status, response.Body));
    }
}
