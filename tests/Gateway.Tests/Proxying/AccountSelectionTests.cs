using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying;

public sealed class AccountSelectionTests
{
    [Theory]
    [InlineData("/x", "", "one")]
    [InlineData("/x", "two", "two")]
    [InlineData("/x", "TWO", "two")]
    [InlineData("/x", "two|two", "two")]
    [InlineData("/@two/x", "", "two")]
    [InlineData("/%40two/x", "", "two")]
    [InlineData("/@two/x", "two", "two")]
    [InlineData("/@two", "", "two")]
    public async Task Header_then_prefix_then_default(string target, string header, string account)
    {
        await using var proxy = await StartAsync(defaultAccount: true);

        var response = await proxy.GetAsync(target, Headers(header));

        Assert.Equal((200, $"Bearer token-of-{account}"), (response.Status, response.Body));
    }

    [Theory]
    [InlineData("/x", "three", 404, "unknown_account")]
    [InlineData("/x", "tw o", 404, "unknown_account")]
    [InlineData("/x", "two,one", 404, "unknown_account")]
    [InlineData("/x", "-", 404, "unknown_account")]
    [InlineData("/x", "two|three", 404, "unknown_account")]
    [InlineData("/x", "two|one", 403, "caller_not_allowed")]
    [InlineData("/@three/x", "", 404, "unknown_account")]
    [InlineData("/@three", "two", 404, "unknown_account")]
    [InlineData("/@/x", "", 404, "unknown_account")]
    [InlineData("/@two%2Fx", "", 404, "unknown_account")]
    [InlineData("/@tw%6F%00/x", "", 400, null)]
    [InlineData("/@one/x", "two", 403, "caller_not_allowed")]
    public async Task A_wrong_name_never_gets_the_default(string target, string header, int status, string? code)
    {
        await using var proxy = await StartAsync(defaultAccount: true);

        var response = await proxy.GetAsync(target, Headers(header));

        Assert.Equal((status, code), (response.Status, response.Error));
    }

    [Fact]
    public async Task An_empty_header_is_a_wrong_name()
    {
        await using var proxy = await StartAsync(defaultAccount: true);

        var response = await proxy.GetAsync("/x", "X-Gateway-Account:");

        Assert.Equal((404, "unknown_account"), (response.Status, response.Error));
    }

    [Fact]
    public async Task Without_a_name_and_a_default_the_caller_is_asked_for_one()
    {
        await using var proxy = await StartAsync(defaultAccount: false);

        var response = await proxy.GetAsync("/x");

        Assert.Equal((400, "account_required"), (response.Status, response.Error));
        Assert.Contains("/@name/", response.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_no_name_is_not_repeated()
    {
        await using var proxy = await StartAsync(defaultAccount: true);

        var response = await proxy.GetAsync("/x", "X-Gateway-Account: Sekret+Key");

        Assert.DoesNotContain("ekret", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x", "gwk_0123456789")]
    [InlineData("/x", "GWK_0123456789")]
    [InlineData("/x", "a0123456789012345678901234567890123456789")]
    [InlineData("/@gwk_0123456789/x", "")]
    public async Task A_name_that_may_be_a_key_is_not_repeated(string target, string header)
    {
        await using var proxy = await StartAsync(defaultAccount: true);

        var response = await proxy.GetAsync(target, Headers(header));

        Assert.Equal((404, "unknown_account"), (response.Status, response.Error));
        Assert.DoesNotContain("0123456789", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/@two/x", "/@two/x one")]
    [InlineData("/accounts/", "/accounts/two/x", "/x two")]
    [InlineData("/accounts/", "/acc%6Funts%2Ftwo/x", "/x two")]
    [InlineData("/accounts/", "/@two/x", "/@two/x one")]
    public async Task The_prefix_is_as_set(string? prefix, string sent, string seen)
    {
        var upstream = await TestServer.StartAsync(context => context.Response.WriteAsync(
            TestServer.RawTarget(context) + " " + context.Request.Headers.Authorization.ToString()["Bearer token-of-".Length..]));
        await using var proxy = await ProxyFixture.StartAsync(
            upstream,
            [new FakeAccount("one", upstream.Url), new FakeAccount("two", upstream.Url)],
            ProxyFixture.Settings with { AccountPrefix = prefix });
        proxy.Accounts.Default = proxy.Accounts.All[0];

        var response = await proxy.SendAsync($"GET {sent} HTTP/1.0\r\nHost: x\r\n\r\n");

        Assert.Equal(seen, response.Body);
    }

    [Fact]
    public async Task Two_accounts_in_parallel_are_never_mixed()
    {
        var upstream = await TestServer.StartAsync(Echo);
        await using var proxy = await ProxyFixture.StartAsync(upstream, [new FakeAccount("one", upstream.Url), new FakeAccount("two", upstream.Url)]);

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, cancellation) =>
        {
            var account = number % 2 == 0 ? "one" : "two";
            using var request = new HttpRequestMessage(HttpMethod.Get, number % 4 < 2 ? "/x" : $"/@{account}/x");
            request.Headers.Add("X-Gateway-Account", account);
            using var response = await proxy.Client.SendAsync(request, cancellation);
            Assert.Equal($"Bearer token-of-{account}", await response.Content.ReadAsStringAsync(cancellation));
        });
    }

    private static string[] Headers(string names) =>
        names.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(name => $"X-Gateway-Account: {name}").ToArray();

    private static Task Echo(HttpContext context)
    {
        context.Response.ContentLength = context.Request.Headers.Authorization.ToString().Length;
        return context.Response.WriteAsync(context.Request.Headers.Authorization.ToString());
    }

    private static async Task<ProxyFixture> StartAsync(bool defaultAccount)
    {
        var upstream = await TestServer.StartAsync(Echo);
        var proxy = await ProxyFixture.StartAsync(upstream, [new FakeAccount("one", upstream.Url), new FakeAccount("two", upstream.Url)]);
        proxy.Accounts.Default = defaultAccount ? proxy.Accounts.All[0] : null;
        return proxy;
    }
}
