using Gateway.Tests.Integration;

namespace Gateway.Tests.Inbound;

/// <summary>Whose account a caller acts for.</summary>
public sealed class CallerAccountTests
{
    private const string First = "first-key-0123456789abcdef";
    private const string Second = "second-key-0123456789abcdef";
    private const string Both = "both-key-0123456789abcdefgh";

    private static readonly string[] Callers =
    [
        $"Gateway:Inbound:Callers:first:Key={First}", "Gateway:Inbound:Callers:first:Account=one",
        $"Gateway:Inbound:Callers:second:Key={Second}", "Gateway:Inbound:Callers:second:Accounts=two",
        $"Gateway:Inbound:Callers:both:Key={Both}",
    ];

    [Fact]
    public async Task Sixty_parallel_calls_of_two_bound_callers_are_never_mixed()
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.AddUser("second@example.com", "pw-2"),
            "--Gateway:Accounts:second:Email=second@example.com", "--Gateway:Accounts:second:Password=pw-2",
            $"--Gateway:Inbound:Callers:a:Key={First}", "--Gateway:Inbound:Callers:a:Account=bot",
            $"--Gateway:Inbound:Callers:b:Key={Second}", "--Gateway:Inbound:Callers:b:Account=second");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => (i % 2, await AskAsync(exchange, i % 2 == 0 ? First : Second, way: i % 3))));

        Assert.All(answers, answer => Assert.Contains(answer.Item1 == 0 ? Sandbox.Stx.StxExchange.DefaultEmail : "second@example.com", answer.Item2, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain(answer.Item1 == 1 ? Sandbox.Stx.StxExchange.DefaultEmail : "second@example.com", answer.Item2, StringComparison.Ordinal));
        Assert.Equal(2, exchange.Stx.LoginsSent);
        var journal = string.Concat(exchange.Stx.Calls.Select(call => call.RawTarget + string.Concat(call.Headers)));
        Assert.DoesNotContain(First, journal, StringComparison.Ordinal);
        Assert.DoesNotContain(Second, journal, StringComparison.Ordinal);
        Assert.DoesNotContain(First, exchange.Log.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Target, account header, status; the caller may use account one alone.</summary>
    [Theory]
    [InlineData("/x", "", 200)]
    [InlineData("/x", "one", 200)]
    [InlineData("/x", "ONE", 200)]
    [InlineData("/@one/x", "", 200)]
    [InlineData("/%40one/x", "one", 200)]
    [InlineData("/x", "two", 403)]
    [InlineData("/x", "TWO", 403)]
    [InlineData("/x", "one|two", 403)]
    [InlineData("/x", "two|one", 403)]
    [InlineData("/x", "one,two", 403)]
    [InlineData("/x", "nobody", 403)]
    [InlineData("/@two/x", "", 403)]
    [InlineData("/@two", "", 403)]
    [InlineData("/%40two/x", "", 403)]
    [InlineData("/@TWO/x", "", 403)]
    [InlineData("/@t%77o/x", "", 403)]
    [InlineData("/@two%2Fx", "", 403)]
    [InlineData("/@two?x", "", 403)]
    [InlineData("/@two/x", "one", 403)]
    [InlineData("/@one/x", "two", 403)]
    [InlineData("/@nobody/x", "", 403)]
    [InlineData("/@one%2F..%2F@two/x", "", 400)]
    [InlineData("/@one/../@two/x", "", 400)]
    public async Task A_bound_caller_reaches_its_account_and_no_other(string target, string header, int status)
    {
        await using var gateway = await GuardedGateway.StartAsync(Callers);

        var response = await gateway.GetAsync(target, [$"X-Gateway-Key: {First}", .. Names(header)]);

        Assert.Equal(status, response.Status);
        Assert.Equal(status == 200 ? "Bearer token-of-one" : null, status == 200 ? response.Body : null);
        Assert.Equal(status == 200 ? 1 : 0, gateway.Journal.Count);
        if (status == 403)
        {
            Assert.Equal("caller_not_allowed", response.Error);
            Assert.Contains("Gateway:Inbound:Callers:first:Account", response.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("two", response.Body, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("/x", "", 400, "account_required")]
    [InlineData("/x", "two", 200, null)]
    [InlineData("/@two/x", "", 200, null)]
    [InlineData("/x", "one", 403, "caller_not_allowed")]
    [InlineData("/@one/x", "", 403, "caller_not_allowed")]
    [InlineData("/x", "nobody", 403, "caller_not_allowed")]
    public async Task A_caller_with_a_list_must_name_one_of_it(string target, string header, int status, string? code)
    {
        await using var gateway = await GuardedGateway.StartAsync(Callers);

        var response = await gateway.GetAsync(target, [$"X-Gateway-Key: {Second}", .. Names(header)]);

        Assert.Equal((status, code), (response.Status, response.Error));
        Assert.All(gateway.Journal, request => Assert.Contains("Bearer token-of-two", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/x", "", 200, "one")]
    [InlineData("/x", "two", 200, "two")]
    [InlineData("/@two/x", "", 200, "two")]
    [InlineData("/x", "nobody", 404, null)]
    public async Task A_caller_without_a_list_may_use_all(string target, string header, int status, string? account)
    {
        await using var gateway = await GuardedGateway.StartAsync(Callers);

        var response = await gateway.GetAsync(target, [$"X-Gateway-Key: {Both}", .. Names(header)]);

        Assert.Equal(status, response.Status);
        Assert.Equal(account is null ? null : $"Bearer token-of-{account}", account is null ? null : response.Body);
    }

    private static IEnumerable<string> Names(string header) =>
        header.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(name => $"X-Gateway-Account: {name}");

    private static async Task<string> AskAsync(Exchange exchange, string key, int way)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(exchange.Proxy, way == 2 ? $"/api/v1/echo?token={key}" : "/api/v1/echo"));
        if (way < 2)
        {
            request.Headers.TryAddWithoutValidation(way == 0 ? "X-Gateway-Key" : "Authorization", way == 0 ? key : $"Bearer {key}");
        }

        using var response = await exchange.Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
