using System.Net;
using System.Text;
using Gateway.Core;
using Gateway.Core.Sessions;
using Gateway.Core.TwoFactor;
using Gateway.EndToEnd.Support;
using Gateway.Settings;
using Microsoft.Extensions.Logging;
using Sandbox.Stx;

namespace Gateway.EndToEnd;

/// <summary>No setting turns the program's log lower than information, so the application itself is run with everything switched on.</summary>
public sealed class SecretsInLogsTests : Scene
{
    private const string FromCaller = "canary-that-a-caller-sent";

    [Fact]
    public async Task No_secret_is_logged_at_any_level_whatever_goes_wrong()
    {
        using var logs = new RecordingLogs();
        await using (var gateway = await RunAsync(logs, account => account with { LoginBudget = 1000 }))
        {
            using var bot = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Addresses.Proxy };
            await WhenStateAsync("active");
            await CallInManyWaysAsync(bot);
            await RefreshBadlyAsync();
            await LogInBadlyAsync();
            Assert.Equal(HttpStatusCode.OK, await ActAsync("logout"));
        }

        var secrets = SecretSearch.SecretsOf(Exchange.Stx).Append(Password).Append(FromCaller).ToList();
        Assert.True(secrets.Count > 10, "The exchange saw too few secrets for the search to mean anything.");
        Assert.NotEqual(0, logs.Count(LogLevel.Trace) + logs.Count(LogLevel.Debug));
        Assert.NotEqual(0, logs.Count(LogLevel.Error));
        Assert.Empty(SecretSearch.FindIn(logs.Text, secrets));
        Assert.DoesNotContain("token=", logs.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("echo canary-of-the-program; echo canary-of-the-program >&2; exit 3")]
    [InlineData("echo canary-of-the-program and more; echo canary-of-the-program >&2")]
    [InlineData("echo canary-of-the-program; echo canary-of-the-program >&2; : > $HOME/hangs; sleep 600")]
    public async Task No_secret_is_logged_when_the_program_that_brings_codes_fails_or_hangs(string program)
    {
        using var logs = new RecordingLogs();
        var marker = Path.Combine(Folder, "hangs");
        Exchange.Stx.DefaultUser.RequiresTwoFactor = true;
        string status;
        await using (await RunAsync(
            logs, account => account with { TwoFactor = new TwoFactorSettings.Command(["sh", "-c", program.Replace("$HOME/hangs", marker, StringComparison.Ordinal)]) }))
        {
            await WhenStateAsync("two_factor_required");
            await Eventually.HoldsAsync(Patience, () => File.Exists(marker) || logs.Text.Contains("The two-factor command sh", StringComparison.Ordinal), "the program");
            status = (await StatusAsync()).GetRawText();
        }

        var mail = Assert.Single(Exchange.Stx.Mails);
        Assert.Empty(SecretSearch.FindIn(logs.Text + status, [Password, mail.SessionId, "canary-of-the-program"]));
        Assert.Equal(0, Exchange.Stx.Count("confirm2Fa"));
    }

    private async Task<GatewayApplication> RunAsync(RecordingLogs logs, Func<AccountDefinition, AccountDefinition> configure)
    {
        var settings = new SettingsSources { Environment = Settings, HomeFolder = Settings["HOME"] };
        var model = Assert.IsType<SettingsResult.Valid>(new SettingsReader(KnownProtocols.All).Read(settings)).Model;
        return await GatewayApplication.StartAsync(
            model with { Accounts = [.. model.Accounts.Select(configure)] },
            new GatewayApplicationOptions { Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs) },
            TestContext.Current.CancellationToken);
    }

    private async Task CallInManyWaysAsync(HttpClient bot)
    {
        MisbehaviourKind[] kinds = [MisbehaviourKind.None, MisbehaviourKind.ServerError500, MisbehaviourKind.CloseConnection, MisbehaviourKind.Unauthorized];
        foreach (var kind in kinds)
        {
            if (kind != MisbehaviourKind.None)
            {
                Exchange.Stx.Knobs.Misbehave(StxOperations.Rest, kind);
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/orders?token={FromCaller}&x=1");
            request.Headers.Add("Authorization", $"Bearer {FromCaller}");
            request.Headers.Add("Cookie", $"session={FromCaller}");
            request.Content = new StringContent($$"""{"password":"{{FromCaller}}"}""", Encoding.UTF8, "application/json");
            using var answer = await bot.SendAsync(request, TestContext.Current.CancellationToken);
        }

        // Refused by the gateway itself.
        using var unknown = await bot.GetAsync($"/@nobody/api?token={FromCaller}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var forbidden = await bot.GetAsync($"/api/%5Cx?token={FromCaller}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, forbidden.StatusCode);
    }

    private async Task RefreshBadlyAsync()
    {
        MisbehaviourKind[] kinds = [MisbehaviourKind.ServerError500, MisbehaviourKind.GarbageJson, MisbehaviourKind.MaintenanceHtml200, MisbehaviourKind.CloseConnection];
        foreach (var kind in kinds)
        {
            Exchange.Stx.Knobs.Misbehave(StxOperations.NewToken, kind);
            await ActAsync("refresh");
        }

        // A lost answer spends the refresh token; the next try is refused and a login follows.
        Exchange.Stx.Knobs.Misbehave(StxOperations.NewToken, Misbehaviour.FromMisbehaviourKind(MisbehaviourKind.CloseConnection) with { AfterEffect = true });
        await ActAsync("refresh");
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh"));
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh"));
    }

    private async Task LogInBadlyAsync()
    {
        MisbehaviourKind[] kinds = [MisbehaviourKind.ServerError500, MisbehaviourKind.GarbageJson, MisbehaviourKind.EmptyBody, MisbehaviourKind.CloseConnection, MisbehaviourKind.RejectPassword];
        foreach (var kind in kinds)
        {
            Exchange.Stx.Knobs.Misbehave(StxOperations.Login, kind);
            Assert.NotEqual(HttpStatusCode.OK, await ActAsync("login", body: """{"force":true}"""));
        }
    }
}
