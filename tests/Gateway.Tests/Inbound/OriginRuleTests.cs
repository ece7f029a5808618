using Gateway.Inbound;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Inbound;

public sealed class OriginRuleTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "none", false)]
    [InlineData(null, "same-origin", false)]
    [InlineData("http://127.0.0.1:8081", null, false)]
    [InlineData("http://127.0.0.1:8080", null, true)]
    [InlineData("https://127.0.0.1:8081", null, true)]
    [InlineData("null", null, true)]
    [InlineData("", null, true)]
    [InlineData(null, "cross-site", true)]
    [InlineData("http://127.0.0.1:8081", "same-site", true)]
    public void A_page_of_somebody_elses_is_known_by_its_headers(string? origin, string? site, bool foreign)
    {
        var headers = new HeaderDictionary();
        if (origin is not null)
        {
            headers["Origin"] = origin;
        }

        if (site is not null)
        {
            headers["Sec-Fetch-Site"] = site;
        }

        Assert.Equal(foreign, OriginRule.IsForeign(headers, new HostString("127.0.0.1:8081")));
    }
}
