using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Core.Sessions;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>A code that the exchange accepted and whose answer never came.</summary>
public sealed class LostAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MisbehaviourKind.CloseConnection)]
    [InlineData(MisbehaviourKind.BadGateway502)]
    [InlineData(MisbehaviourKind.Hang)]
    public async Task The_same_code_again_is_told_to_be_perhaps_accepted_before_and_a_new_login_helps(MisbehaviourKind kind)
    {
        await using var exchange = await StartAsync();
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
        var code = Assert.Single(exchange.Stx.Mails).Code;
        exchange.Stx.Knobs.Misbehave("confirm2Fa", Misbehaviour.FromMisbehaviourKind(kind) with { AfterEffect = true });

        var giving = GiveAsync(exchange, code);
        await exchange.Stx.WaitForCallsAsync("confirm2Fa", 1, Cancel);
        if (kind == MisbehaviourKind.Hang)
        {
            exchange.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        var lost = await giving;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "two_factor_required"), (lost.Status, lost.Code));
        Assert.Contains("Whether the code was accepted is not known", lost.Detail, StringComparison.Ordinal);

        var again = await GiveAsync(exchange, code);
        Assert.Equal((HttpStatusCode.Conflict, "no_code_expected"), (again.Status, again.Code));
        Assert.Contains("An earlier attempt with this code got no answer and may have been accepted", again.Detail, StringComparison.Ordinal);
        Assert.Contains("gateway login bot", again.Detail, StringComparison.Ordinal);

        Assert.NotNull(await exchange.Account().LoginAsync(force: false, Cancel));
        Assert.Equal(HttpStatusCode.OK, (await GiveAsync(exchange, exchange.Stx.Mails[1].Code)).Status);
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(2, exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task With_a_program_as_source_the_new_login_is_made_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-lost");
        var file = Path.Combine(folder.FullName, "code");
        await using var exchange = await StartAsync(
            "--Gateway:Accounts:bot:TwoFactor:Source=Command",
            "--Gateway:Accounts:bot:TwoFactor:Command:0=sh",
            "--Gateway:Accounts:bot:TwoFactor:Command:1=-c",
            $"--Gateway:Accounts:bot:TwoFactor:Command:2=while ! test -s {file}; do sleep 0.05; done; cat {file}; rm {file}");
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
        exchange.Stx.Knobs.Misbehave("confirm2Fa", Misbehaviour.FromMisbehaviourKind(MisbehaviourKind.CloseConnection) with { AfterEffect = true });

        await BringAsync(exchange.Stx.Mails[0].Code);
        await exchange.WhenAsync(s => s.LastError is not null);
        await BringAsync(exchange.Stx.Mails[0].Code);
        await PassTimeAsync(exchange, () => exchange.Account().Snapshot.LastError!.Code == "code_unanswered");
        Assert.Contains("logs in again by itself", exchange.Account().Snapshot.Problem!.Detail, StringComparison.Ordinal);
        await PassTimeAsync(exchange, () => exchange.Stx.Mails.Count == 2);
        await BringAsync(exchange.Stx.Mails[1].Code);
        await PassTimeAsync(exchange, () => exchange.Account().Snapshot.State == AccountState.Active);

        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(2, exchange.Stx.LoginsSent);
        Assert.Equal(0, exchange.Account().Snapshot.Budget.Remaining);
        folder.Delete(recursive: true);

        async Task BringAsync(string code)
        {
            await File.WriteAllTextAsync(file + ".new", code + "\n", Cancel);
            File.Move(file + ".new", file);
        }
    }

    // Pauses run on a clock whose waits begin at moments that cannot be seen; well within the life of a code and of the program.
    private static async Task PassTimeAsync(Exchange exchange, Func<bool> condition)
    {
        for (var steps = 0; steps < 500 && !condition(); steps++)
        {
            exchange.Clock.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        Assert.True(condition(), $"{exchange.Account().Snapshot.State}: {exchange.Account().Snapshot.Problem?.Detail}");
    }

    private static Task<Exchange> StartAsync(params string[] settings) =>
        Exchange.StartAsync(stx => stx.DefaultUser.RequiresTwoFactor = true, settings);

    private static async Task<(HttpStatusCode Status, string? Code, string Detail)> GiveAsync(Exchange exchange, string code)
    {
        using var content = JsonContent.Create(new { code });
        using var response = await exchange.Http.PostAsync(new Uri(exchange.Management, "/accounts/bot/two-factor"), content, Cancel);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        return (
            response.StatusCode,
            body.RootElement.TryGetProperty("code", out var found) ? found.GetString() : null,
            body.RootElement.GetProperty("detail").GetString() ?? string.Empty);
    }
}
