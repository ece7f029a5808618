using System.Net;
using System.Text.Json;
using Gateway.Core.Sessions;
using Gateway.Problems;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>What a bot is told when its account cannot serve, through a real socket, row by row.</summary>
public sealed class ErrorTableTests
{
    [Fact]
    public async Task Missing_credentials()
    {
        await using var exchange = await Exchange.StartAsync(null, "--Gateway:Accounts:bot:Password=");
        await exchange.WhenStateAsync(AccountState.MissingCredentials);

        var problem = await AskAsync(exchange);

        AssertProblem(problem, AccountProblemCode.MissingCredentials, "Gateway:Accounts:bot:Password");
        Assert.Equal(0, exchange.Stx.PasswordAttempts);
    }

    [Fact]
    public async Task Invalid_credentials()
    {
        await using var exchange = await Exchange.StartAsync(null, "--Gateway:Accounts:bot:Password=wrong");
        await exchange.WhenStateAsync(AccountState.Rejected);

        AssertProblem(await AskAsync(exchange), AccountProblemCode.InvalidCredentials, "Invalid email or password");
        Assert.Equal(1, exchange.Stx.PasswordAttempts);
    }

    [Fact]
    public async Task Two_factor_required()
    {
        await using var exchange = await Exchange.StartAsync(stx => stx.DefaultUser.RequiresTwoFactor = true);
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);

        AssertProblem(await AskAsync(exchange), AccountProblemCode.TwoFactorRequired, "b***@example.com");
        Assert.Equal(1, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Login_budget_exhausted()
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.ServerError500, times: null), "--Gateway:Accounts:bot:LoginBudget=1");
        var failed = await exchange.WhenStateAsync(AccountState.Unreachable);
        exchange.Clock.Advance(failed.RetryAt!.Value - exchange.Clock.GetUtcNow());
        await exchange.WhenStateAsync(AccountState.BudgetExhausted);

        var problem = await AskAsync(exchange);

        AssertProblem(problem, AccountProblemCode.LoginBudgetExhausted, "1 login attempts");
        Assert.InRange(problem.RetryAfter!.Value, 3500, 3600);
        Assert.Equal(1, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Login_unavailable()
    {
        await using var exchange = await Exchange.StartAsync(stx => stx.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.MaintenanceHtml200, times: null));
        await exchange.WhenStateAsync(AccountState.Unreachable);

        var problem = await AskAsync(exchange);

        AssertProblem(problem, AccountProblemCode.LoginUnavailable, "maintenance");
        Assert.Equal(1, problem.RetryAfter);
    }

    [Fact]
    public async Task Store_unavailable()
    {
        await using var exchange = await Exchange.StartAsync(settings: "--Gateway:Accounts:bot:Login=OnFirstRequest");
        await exchange.WhenStateAsync(AccountState.Idle);
        // A file in the folder's place cannot be written to by anybody, root included.
        var accounts = Path.Combine(exchange.StateFolder, "accounts");
        Directory.Delete(accounts, recursive: true);
        await File.WriteAllTextAsync(accounts, string.Empty, TestContext.Current.CancellationToken);

        AssertProblem(await AskAsync(exchange), AccountProblemCode.StoreUnavailable, "store");
        Assert.Equal(0, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Logged_out()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.WhenStateAsync(AccountState.Active);
        Assert.Null(await exchange.Account().LogoutAsync(TestContext.Current.CancellationToken));

        AssertProblem(await AskAsync(exchange), AccountProblemCode.LoggedOut, "gateway login bot");
    }

    [Fact]
    public async Task Upstream_unreachable()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.Sandbox.StopAsync();

        AssertProblem(await AskAsync(exchange), ProblemCode.UpstreamUnreachable, "127.0.0.1", HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task Unknown_account_and_account_required()
    {
        await using var exchange = await Exchange.StartAsync(null, "--Gateway:Accounts:other:Email=o@example.com", "--Gateway:Accounts:other:Password=p");

        AssertProblem(await AskAsync(exchange, "typo"), ProblemCode.UnknownAccount, "typo", HttpStatusCode.NotFound, hasAccount: false);
        AssertProblem(await AskAsync(exchange), ProblemCode.AccountRequired, "X-Gateway-Account", HttpStatusCode.BadRequest, hasAccount: false);
    }

    private static async Task<(HttpStatusCode Status, string Type, string? Header, int? RetryAfter, JsonElement Body)> AskAsync(Exchange exchange, string? account = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(exchange.Proxy, "/api/v1/echo"));
        if (account is not null)
        {
            request.Headers.Add("X-Gateway-Account", account);
        }

        using var response = await exchange.Http.SendAsync(request);
        return (
            response.StatusCode,
            response.Content.Headers.ContentType!.MediaType!,
            response.Headers.TryGetValues("X-Gateway-Error", out var codes) ? codes.Single() : null,
            (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static void AssertProblem(
        (HttpStatusCode Status, string Type, string? Header, int? RetryAfter, JsonElement Body) answer,
        string code,
        string detail,
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable,
        bool hasAccount = true)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Equal(code, answer.Header);
        Assert.Equal(code, answer.Body.GetProperty("code").GetString());
        Assert.Equal((int)status, answer.Body.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.Body.GetProperty("title").GetString()!);
        Assert.NotEmpty(answer.Body.GetProperty("type").GetString()!);
        Assert.Contains(detail, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(hasAccount ? "bot" : null, hasAccount ? answer.Body.GetProperty("account").GetString() : null);
    }
}
