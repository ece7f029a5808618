using System.Net;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Listeners;

namespace Gateway.Tests.Management;

public sealed class ManagementTests
{
    [Fact]
    public async Task A_status_has_exactly_the_members_of_the_contract_and_no_secret()
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());

        var text = await gateway.Http.GetStringAsync(gateway.At(ListenerKind.Management, "/accounts/BOT"));

        var status = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            ["account", "upstream", "protocol", "state", "detail", "userId", "issuedAt", "expiresAt", "refreshAt", "lastRefreshAt",
                "refreshTokenExpiresAt", "twoFactor", "loginBudget", "counters", "warnings", "lastError"],
            status.EnumerateObject().Select(member => member.Name));
        Assert.Equal("active", status.GetProperty("state").GetString());
        Assert.Equal("2030-01-02T04:04:05Z", status.GetProperty("expiresAt").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("twoFactor").ValueKind);
        Assert.Equal(["limit", "remaining", "resetsAt"], status.GetProperty("loginBudget").EnumerateObject().Select(member => member.Name));
        Assert.Equal(["logins", "refreshes", "replays", "failures"], status.GetProperty("counters").EnumerateObject().Select(member => member.Name));
        Assert.DoesNotContain("-text", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_is_shown_without_what_the_code_is_given_to()
    {
        var account = new FakeAccount("bot");
        account.Snapshot = account.Snapshot with
        {
            State = AccountState.TwoFactorRequired,
            Challenge = new TwoFactorChallenge
            {
                Kind = "email",
                Login = "bot@example.test",
                Reference = new Secret("reference-text"),
                Owner = new SessionOwner("http://127.0.0.1:9", "bot@example.test"),
                SentTo = "b***@example.test",
                RequestedAt = FakeAccount.Start,
                ExpiresAt = FakeAccount.Start.AddMinutes(10),
            },
        };
        await using var gateway = await RunningGateway.StartAsync(account);

        var text = await gateway.Http.GetStringAsync(gateway.At(ListenerKind.Management, "/accounts"));

        var challenge = JsonDocument.Parse(text).RootElement[0].GetProperty("twoFactor");
        Assert.Equal(["kind", "sentTo", "requestedAt", "expiresAt"], challenge.EnumerateObject().Select(member => member.Name));
        Assert.Equal("b***@example.test", challenge.GetProperty("sentTo").GetString());
        Assert.DoesNotContain("reference-text", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login", null, "login")]
    [InlineData("login", "{}", "login")]
    [InlineData("login", """{"force":true}""", "login forced")]
    [InlineData("refresh", null, "refresh")]
    [InlineData("logout", null, "logout")]
    public async Task An_action_is_done_and_answers_the_status(string action, string? body, string expected)
    {
        var account = new FakeAccount("bot").Active();
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, $"/accounts/bot/{action}", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([expected], account.Asked);
        Assert.Contains("\"account\":\"bot\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_could_not_be_done_answers_the_accounts_problem()
    {
        var account = new FakeAccount("bot")
        {
            Answer = new AccountProblem(AccountProblemCode.LoginUnavailable, "It is down.", FakeAccount.Start.AddSeconds(7)),
        };
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, "/accounts/bot/login");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("login_unavailable", Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"forse":true}""")]
    [InlineData("""{"force":"yes"}""")]
    public async Task A_login_with_a_body_that_cannot_be_used_is_refused_and_does_nothing(string body)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, "/accounts/bot/login", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(account.Asked);
    }

    public static TheoryData<string, CodeSubmission, int, string?> Submissions => new()
    {
        { """{"code":" 123456 "}""", new CodeSubmission.Accepted(), 200, null },
        { """{"code":"123456"}""", new CodeSubmission.Wrong("Try another."), 422, "wrong_code" },
        { """{"code":"123456"}""", new CodeSubmission.NotExpected("Nobody waits."), 409, "no_code_expected" },
        { """{"code":"123456"}""", new CodeSubmission.Failed(new AccountProblem(AccountProblemCode.LoginBudgetExhausted, "Later.")), 503, "login_budget_exhausted" },
        { """{"code":"123456"}""", new CodeSubmission.Failed(new AccountProblem(AccountProblemCode.StoreUnavailable, "Down.")), 503, "store_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Submissions))]
    public async Task A_code_is_handed_on_and_its_outcome_answered(string body, CodeSubmission submission, int status, string? code)
    {
        var account = new FakeAccount("bot") { Submission = submission };
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, "/accounts/bot/two-factor", body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["code 123456"], account.Asked);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("123456", answer, StringComparison.Ordinal);
        Assert.Equal(code is null ? "bot" : code, JsonDocument.Parse(answer).RootElement.GetProperty(code is null ? "account" : "code").GetString());
        Assert.Equal(code is null ? [] : [code], response.Headers.TryGetValues("X-Gateway-Error", out var error) ? error : []);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("123456")]
    [InlineData("""{"code":123456}""")]
    [InlineData("""{"code":" "}""")]
    [InlineData("""{"code":null}""")]
    [InlineData("""{"code":"123456","more":1}""")]
    [InlineData("""{"code":"123456" """)]
    public async Task A_body_without_a_code_is_400_and_repeats_nothing(string body)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, "/accounts/bot/two-factor", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("malformed_request", Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
        Assert.DoesNotContain("\"123456\"},", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(account.Asked);
    }

    [Theory]
    [InlineData("two-factor/resend", "resend")]
    [InlineData("unlock", "unlock")]
    public async Task Resend_and_unlock_answer_the_status_or_the_reason(string path, string asked)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        using var done = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, $"/accounts/bot/{path}");
        account.Answer = new AccountProblem(AccountProblemCode.NoCodeExpected, "Nobody waits.");
        using var refused = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, $"/accounts/bot/{path}");

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("idle", JsonDocument.Parse(await done.Content.ReadAsStringAsync()).RootElement.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal([asked, asked], account.Asked);
    }

    [Theory]
    [InlineData("GET", "/accounts/other", 404, "unknown_account")]
    [InlineData("POST", "/accounts/other/login", 404, "unknown_account")]
    [InlineData("GET", "/accounts/not%20a%20name", 404, "unknown_account")]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("DELETE", "/accounts/bot", 405, "method_not_allowed")]
    [InlineData("GET", "/accounts/bot/login", 405, "method_not_allowed")]
    [InlineData("GET", "/accounts/bot/two-factor", 405, "method_not_allowed")]
    [InlineData("POST", "/accounts/other/two-factor", 404, "unknown_account")]
    [InlineData("POST", "/health/ready", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem(string method, string path, int status, string code)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot"));

        using var response = await gateway.SendAsync(new HttpMethod(method), ListenerKind.Management, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_web_page_cannot_make_the_gateway_act(string header, string value)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        using var response = await gateway.SendAsync(HttpMethod.Post, ListenerKind.Management, "/accounts/bot/logout", null, (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(account.Asked);
    }

    [Theory]
    [InlineData(ListenerKind.Management, "/accounts")]
    [InlineData(ListenerKind.Proxy, "/anything")]
    public async Task A_foreign_host_name_is_refused(ListenerKind kind, string path)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot"));

        using var response = await gateway.SendAsync(HttpMethod.Get, kind, path, null, ("Host", "rebound.example:8081"));

        Assert.Equal(421, (int)response.StatusCode);
        Assert.Equal("host_not_allowed", Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
        Assert.False(response.Headers.Contains("Server"));
    }
}
