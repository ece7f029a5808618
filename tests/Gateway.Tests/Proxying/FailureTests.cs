using Gateway.Core.Sessions;
using Gateway.Problems;

namespace Gateway.Tests.Proxying;

public sealed class FailureTests
{
    [Fact]
    public async Task An_account_without_a_token_answers_its_problem_and_forwards_nothing()
    {
        await using var proxy = await ProxyFixture.StartAsync(_ => throw new InvalidOperationException("forwarded"));
        proxy.Account.HasProblem(new AccountProblem("two_factor_required", "Give the code.", TimeProvider.System.GetUtcNow().AddSeconds(30)));

        var response = await proxy.GetAsync("/");

        Assert.Equal((503, "two_factor_required"), (response.Status, response.Error));
        Assert.Equal("application/problem+json", response.Header("Content-Type"));
        Assert.InRange(int.Parse(response.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 25, 30);
        Assert.Equal(
            ["type", "title", "status", "detail", "code", "account"],
            response.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ("urn:gateway:problem:two_factor_required", 503, "Give the code.", "two_factor_required", "bot"),
            (response.Json.GetProperty("type").GetString(), response.Json.GetProperty("status").GetInt32(), response.Json.GetProperty("detail").GetString(),
                response.Json.GetProperty("code").GetString(), response.Json.GetProperty("account").GetString()));
    }

    [Theory]
    [InlineData("missing_credentials", 503)]
    [InlineData("invalid_credentials", 503)]
    [InlineData("two_factor_required", 503)]
    [InlineData("login_budget_exhausted", 503)]
    [InlineData("login_unavailable", 503)]
    [InlineData("store_unavailable", 503)]
    [InlineData("logged_out", 503)]
    [InlineData("upstream_unreachable", 502)]
    [InlineData("upstream_timeout", 504)]
    [InlineData("unknown_account", 404)]
    [InlineData("account_required", 400)]
    [InlineData("caller_not_allowed", 403)]
    [InlineData("request_not_allowed", 400)]
    [InlineData("shutting_down", 503)]
    public void Every_code_has_its_status(string code, int status) => Assert.Equal(status, ProblemCatalog.Find(code).Status);

    [Fact]
    public async Task A_problem_in_answer_to_HEAD_has_no_body()
    {
        await using var proxy = await ProxyFixture.StartAsync(_ => Task.CompletedTask);
        proxy.Account.HasProblem(new AccountProblem("logged_out", "Log in.", TimeProvider.System.GetUtcNow().AddSeconds(-5)));

        var response = await proxy.SendAsync("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal((503, "logged_out", "1", ""), (response.Status, response.Error, response.Header("Retry-After"), response.Body));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "127.0.0.1:1", "refused")]
    [InlineData("http://no-such-host.invalid", "no-such-host.invalid", "resolved")]
    public async Task An_upstream_that_cannot_be_reached_is_502(string url, string host, string cause)
    {
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", url)]);

        var response = await proxy.GetAsync("/x?token=geheim");

        Assert.Equal((502, "upstream_unreachable"), (response.Status, response.Error));
        var detail = response.Json.GetProperty("detail").GetString()!;
        Assert.Contains(host, detail, StringComparison.Ordinal);
        Assert.Contains(cause, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_that_closes_without_an_answer_is_502()
    {
        await using var proxy = await ProxyFixture.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var response = await proxy.GetAsync("/");

        Assert.Equal((502, "upstream_unreachable"), (response.Status, response.Error));
    }

    [Fact]
    public async Task An_upstream_that_answers_no_HTTP_is_502()
    {
        await using var upstream = new RawUpstream("SSH-2.0-x\r\n\r\n");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        var response = await proxy.GetAsync("/");

        Assert.Equal((502, "upstream_unreachable"), (response.Status, response.Error));
    }

    [Fact]
    public async Task An_upstream_that_stays_silent_is_504()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            settings: ProxyFixture.Settings with { ActivityTimeout = TimeSpan.FromMilliseconds(300) });

        var response = await proxy.GetAsync("/");

        Assert.Equal((504, "upstream_timeout"), (response.Status, response.Error));
    }

    [Fact]
    public async Task An_upstream_that_dies_in_mid_body_breaks_the_answer_off()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        await Assert.ThrowsAsync<HttpRequestException>(() => proxy.Client.GetByteArrayAsync("/"));
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_upstream()
    {
        var arrived = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            using var registration = context.RequestAborted.Register(() => cancelled.TrySetResult());
            arrived.SetResult();
            await cancelled.Task;
        });

        using (var client = await RawClient.ConnectAsync(proxy.Gateway.Port))
        {
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }
}
