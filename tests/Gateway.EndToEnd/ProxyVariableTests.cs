using System.Net;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class ProxyVariableTests : Scene
{
    [Fact]
    public async Task The_environments_proxy_is_used_neither_for_logins_nor_for_requests()
    {
        // Nobody listens there.
        foreach (var name in new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" })
        {
            Settings[name] = "http://127.0.0.1:9";
        }

        Settings["NO_PROXY"] = "";
        using var gateway = await ActiveAsync();

        using var answer = await CallAsync(gateway);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, Exchange.Stx.LoginsSent);
    }
}
