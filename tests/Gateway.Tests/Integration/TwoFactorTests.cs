using System.Net;
using System.Net.Http.Json;
using Gateway.Core.Sessions;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>Codes from end to end: written settings, the whole gateway, the sandbox exchange, real sockets and files.</summary>
public sealed class TwoFactorTests : IDisposable
{
    private const string Password = "canary-9c1f-passw0rd";
    private const string TotpSecret = "MNQW4YLSPEWXI33UOAWXGZLDOJSXI==="; // "canary-totp-secret" in base32

    private readonly List<string> _answers = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-codes").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_mailed_code_makes_the_account_serve()
    {
        await using var exchange = await WaitingAsync();

        Assert.Equal(HttpStatusCode.OK, await GiveAsync(exchange, exchange.Stx.Mails[^1].Code));

        Assert.Equal(AccountState.Active, exchange.Account().Snapshot.State);
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(1, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task After_a_restart_the_code_of_the_first_mail_works_and_after_another_none_is_asked_for()
    {
        await using var exchange = await WaitingAsync();
        await exchange.RestartGatewayAsync();
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);

        Assert.Equal(HttpStatusCode.OK, await GiveAsync(exchange, Assert.Single(exchange.Stx.Mails).Code));
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());

        await exchange.RestartGatewayAsync();
        await exchange.WhenStateAsync(AccountState.Active);
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(1, exchange.Stx.LoginsSent);
        Assert.Single(exchange.Stx.Mails);
    }

    [Fact]
    public async Task Totp_logs_in_at_start_and_uses_no_step_twice_across_a_restart()
    {
        await using var exchange = await StartAsync(
            stx => stx.DefaultUser.AuthenticatorKey = "canary-totp-secret"u8.ToArray(),
            "--Gateway:Accounts:bot:TwoFactor:Source=Totp",
            $"--Gateway:Accounts:bot:TwoFactor:TotpSecret={TotpSecret}");
        await exchange.WhenStateAsync(AccountState.Active);
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());

        // The exchange would refuse the step that was used; the next login waits for another.
        exchange.Stx.RevokeAllTokens();
        await exchange.RestartGatewayAsync();
        await exchange.WhenStateAsync(AccountState.Active);
        _ = exchange.Account().LoginAsync(force: true, TestContext.Current.CancellationToken);
        await exchange.Stx.WaitForCallsAsync("login", 2, TestContext.Current.CancellationToken);
        var version = exchange.Account().Snapshot.Session!.Version;
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
        // The source waits on the clock from a moment that cannot be seen; well within the life of a code.
        for (var seconds = 0; seconds < 300 && exchange.Stx.Count("confirm2Fa") < 2; seconds++)
        {
            exchange.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await exchange.WhenAsync(snapshot => snapshot.Session?.Version > version);
        Assert.Equal(2, exchange.Stx.Count("confirm2Fa"));
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Scan(exchange, TotpSecret, TotpSecret.TrimEnd('='), "canary-totp-secret");
    }

    [Fact]
    public async Task A_program_brings_the_mailed_code()
    {
        var code = Path.Combine(_folder, "code");
        await using var exchange = await StartAsync(
            _ => { },
            "--Gateway:Accounts:bot:TwoFactor:Source=Command",
            "--Gateway:Accounts:bot:TwoFactor:Command:0=sh",
            "--Gateway:Accounts:bot:TwoFactor:Command:1=-c",
            $"--Gateway:Accounts:bot:TwoFactor:Command:2=while ! test -s {code}; do sleep 0.05; done; cat {code}; env >&2");
        await exchange.Stx.WaitForCallsAsync("login", 1, TestContext.Current.CancellationToken);
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);

        await File.WriteAllTextAsync(code + ".new", Assert.Single(exchange.Stx.Mails).Code + "\nmore\n", TestContext.Current.CancellationToken);
        File.Move(code + ".new", code);
        await exchange.WhenStateAsync(AccountState.Active);

        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Scan(exchange);
    }

    [Theory]
    [InlineData("echo canary-output 918273; echo canary-error 918273 >&2")]
    [InlineData("echo canary-output 918273; echo canary-error >&2; exit 3")]
    [InlineData("printf 'canary-output\\001'")]
    [InlineData("exec /nowhere/canary-error")]
    public async Task A_program_that_fails_is_told_without_what_it_printed(string program)
    {
        await using var exchange = await StartAsync(
            _ => { },
            "--Gateway:Accounts:bot:TwoFactor:Source=Command",
            "--Gateway:Accounts:bot:TwoFactor:Command:0=sh",
            "--Gateway:Accounts:bot:TwoFactor:Command:1=-c",
            $"--Gateway:Accounts:bot:TwoFactor:Command:2={program}");

        var failed = await exchange.WhenAsync(s => s.LastError is not null);
        _answers.Add(await exchange.Http.GetStringAsync(new Uri(exchange.Management, "/accounts")));

        Assert.Equal("no_code", failed.LastError!.Code);
        Assert.Equal(AccountState.TwoFactorRequired, failed.State);
        Assert.Equal(0, exchange.Stx.Count("confirm2Fa"));
        Scan(exchange, "canary-output", "canary-error", "918273");
    }

    [Fact]
    public async Task No_failure_of_a_code_shows_a_secret()
    {
        await using var exchange = await WaitingAsync("--Gateway:Accounts:bot:LoginBudget=1000");
        var wrong = exchange.Stx.Mails[^1].Code == "918273" ? "918274" : "918273";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await GiveAsync(exchange, wrong));
        MisbehaviourKind[] kinds =
        [
            MisbehaviourKind.ServerError500, MisbehaviourKind.BadGateway502, MisbehaviourKind.MaintenanceHtml200, MisbehaviourKind.ForbiddenHtml403,
            MisbehaviourKind.EmptyBody, MisbehaviourKind.GarbageJson, MisbehaviourKind.CloseConnection, MisbehaviourKind.TooManyRequests,
        ];
        foreach (var kind in kinds)
        {
            exchange.Stx.Knobs.Misbehave("confirm2Fa", kind);
            exchange.Stx.Knobs.Misbehave("send2Fa", kind);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await GiveAsync(exchange, exchange.Stx.Mails[^1].Code));
            await PostAsync(exchange, "two-factor/resend", null);
        }

        exchange.Stx.Knobs.Misbehave("confirm2Fa", MisbehaviourKind.Hang);
        var seen = exchange.Stx.Count("confirm2Fa");
        var hanging = GiveAsync(exchange, exchange.Stx.Mails[^1].Code);
        await exchange.Stx.WaitForCallsAsync("confirm2Fa", seen + 1, TestContext.Current.CancellationToken);
        exchange.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await hanging);

        exchange.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Conflict, await GiveAsync(exchange, exchange.Stx.Mails[^1].Code));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(exchange, "login", null));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(exchange, "two-factor", new { code = exchange.Stx.Mails[^1].Code, more = Password }));
        Assert.Equal(HttpStatusCode.OK, await GiveAsync(exchange, exchange.Stx.Mails[^1].Code));
        Assert.Equal(HttpStatusCode.Conflict, await GiveAsync(exchange, exchange.Stx.Mails[^1].Code));
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        _answers.Add(await exchange.Http.GetStringAsync(new Uri(exchange.Management, "/accounts")));

        Scan(exchange, wrong);
    }

    [Fact]
    public async Task The_search_finds_what_it_looks_for()
    {
        await using var exchange = await WaitingAsync();
        var mail = exchange.Stx.Mails[^1];

        Assert.Equal([mail.Code, mail.SessionId], SecretScan.Find(SecretScan.SecretsOf(exchange.Stx), $"x \"{mail.Code}\" y {mail.SessionId}"));
        Assert.Empty(SecretScan.Find([mail.Code], $"1{mail.Code}"));
    }

    [Fact]
    public async Task Terms_that_were_not_accepted_are_logged_once_and_stand_in_the_status()
    {
        await using var exchange = await Exchange.StartAsync(stx => stx.Knobs.PromptTnc = true);
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.Account().RefreshAsync(TestContext.Current.CancellationToken);

        var status = await exchange.Http.GetStringAsync(new Uri(exchange.Management, "/accounts/bot"));

        Assert.Contains("\"warnings\":[\"terms_not_accepted\"]", status, StringComparison.Ordinal);
        Assert.Equal(2, exchange.Log.ToString().Split("TermsNotAccepted:").Length);
        Assert.Equal(0, exchange.Stx.Count("query:tncAccepted") + exchange.Stx.Count("invalid"));
    }

    private static Task<Exchange> StartAsync(Action<StxExchange> prepare, params string[] settings) => Exchange.StartAsync(
        stx =>
        {
            stx.DefaultUser.ChangePassword(Password);
            stx.DefaultUser.RequiresTwoFactor = true;
            prepare(stx);
        },
        [$"--Gateway:Accounts:bot:Password={Password}", .. settings]);

    private static async Task<Exchange> WaitingAsync(params string[] settings)
    {
        var exchange = await StartAsync(_ => { }, settings);
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
        return exchange;
    }

    private Task<HttpStatusCode> GiveAsync(Exchange exchange, string code) => PostAsync(exchange, "two-factor", new { code });

    private async Task<HttpStatusCode> PostAsync(Exchange exchange, string action, object? body)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response = await exchange.Http.PostAsync(new Uri(exchange.Management, $"/accounts/bot/{action}"), content, TestContext.Current.CancellationToken);
        _answers.Add(response.Headers + await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return response.StatusCode;
    }

    private void Scan(Exchange exchange, params string[] more) =>
        SecretScan.AssertNone([.. SecretScan.SecretsOf(exchange.Stx), Password, .. more], exchange.Log.ToString(), _answers, exchange.StateFolder);
}
