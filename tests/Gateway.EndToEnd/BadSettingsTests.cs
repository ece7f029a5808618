using System.Text.Json;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class BadSettingsTests : Scene
{
    [Fact]
    public async Task All_problems_are_told_at_once_each_with_its_key_and_a_way_out()
    {
        Configure(new
        {
            Upstreams = new
            {
                region = new { Protocol = "Stx", Region = "atlantis" },
                environment = new { Protocol = "Stx", Region = "ontario", Environment = "prodution" },
                nourl = new { Protocol = "Stx", BaseUrl = "not a url" },
                plain = new { Protocol = "Stx", BaseUrl = "http://api.example.com" },
                user = new { Protocol = "Stx", BaseUrl = $"https://bot:{Uri.EscapeDataString(Password)}@api.example.com" },
                span = new { Protocol = "Stx", BaseUrl = "https://api.example.com", RefreshBeforeExpiry = "soon" },
                protocol = new { Protocol = "Sxt" },
            },
            Accounts = new
            {
                lost = new { Upstream = "nowhere", Email = "bot@example.com", Password, PasswordFile = "/run/secrets/bot" },
                typo = new { Upstream = "span", Email = "bot@example.com", Pasword = Password, LoginBudget = "many" },
            },
            DefaultAccount = "boss",
            Health = new { Url = "http://127.0.0.1:18081" },
            Store = new { EncryptionKey = Password },
        });
        Settings["Gateway__Proxy__Url"] = "http://0.0.0.0:18080";
        Settings["Gateway__Management__Url"] = "http://127.0.0.1:18081";
        string[][] expected =
        [
            ["Gateway:Upstreams:region:Region", "'atlantis'", "Use one of ontario, us", "or set Gateway:Upstreams:region:BaseUrl"],
            ["Gateway:Upstreams:environment:Environment", "'prodution'", "production", "or set Gateway:Upstreams:environment:BaseUrl"],
            ["Gateway:Upstreams:nourl:BaseUrl", "'not a url'", "Write one such as https://"],
            ["Gateway:Upstreams:plain:BaseUrl", "Use https", "Gateway:Upstreams:plain:AllowHttp=true"],
            ["Gateway:Upstreams:user:BaseUrl", "Take out everything up to the @"],
            ["Gateway:Upstreams:span:RefreshBeforeExpiry", "'soon'", "00:"],
            ["Gateway:Upstreams:protocol:Protocol", "'Sxt'", "Use Stx"],
            ["Gateway:Accounts:lost:Upstream", "no upstream 'nowhere'", "Use "],
            ["Gateway:Accounts:lost:Password", "Gateway:Accounts:lost:PasswordFile", "Keep one"],
            ["Gateway:Accounts:typo:Pasword", "not a known key", "Did you mean Gateway:Accounts:typo:Password?"],
            ["Gateway:Accounts:typo:LoginBudget", "'many'", "from 1 to 10000"],
            ["Gateway:DefaultAccount", "no account 'boss'", "Use lost or typo"],
            ["Gateway:Proxy:Url", "'http://0.0.0.0:18080'", "Gateway:Inbound:Callers:{name}:Key", "bind a loopback address", "unix socket", "Gateway:Inbound:AllowAnonymous=true"],
            ["Gateway:Management:Url", "Gateway:Health:Url", "Give each listener its own"],
            ["Gateway:Store:EncryptionKey", "openssl rand -base64 32"],
        ];

        await AssertToldAsync(expected);
        Assert.False(Directory.Exists(StateFolder));
    }

    [Fact]
    public async Task Without_an_account_the_message_says_how_to_make_one()
    {
        Settings.Remove("STX_EMAIL");
        Settings.Remove("STX_PASSWORD");
        Settings.Remove("STX_HOST");
        Settings["Gateway__Proxi__Url"] = "http://127.0.0.1:0";

        await AssertToldAsync(
        [
            ["No account is configured.", "Set STX_EMAIL and STX_PASSWORD", "Gateway:Accounts:default:Email", "Gateway:Upstreams:stx:Protocol=Stx"],
            ["Gateway:Proxi:Url", "Did you mean Gateway:Proxy:Url?"],
        ]);
    }

    [Fact]
    public async Task Problems_of_short_names_are_told_in_short_names()
    {
        Settings.Remove("STX_HOST");
        Settings["STX_REGION"] = "atlantis";
        Settings["STX_PASSWORD_FILE"] = "/run/secrets/bot";

        await AssertToldAsync([["STX_REGION", "'atlantis'", "Use one of ontario, us"], ["STX_PASSWORD ", "STX_PASSWORD_FILE", "Keep one"]]);
    }

    [Fact]
    public async Task A_named_settings_file_that_is_missing_or_no_json_is_an_error()
    {
        Settings["GATEWAY_CONFIG"] = ConfigFile;
        await AssertToldAsync([[ConfigFile, "GATEWAY_CONFIG"]]);

        await File.WriteAllTextAsync(ConfigFile, $"{{\"Gateway\": {{\"Accounts\": {JsonSerializer.Serialize(Password)} oops", TestContext.Current.CancellationToken);
        await AssertToldAsync([[ConfigFile]]);
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_is_no_error_of_the_settings()
    {
        Settings["STX_HOST"] = "https://no-such-host.invalid";
        using var gateway = await StartedAsync();

        await WhenStateAsync("unreachable");
        Assert.Equal(System.Net.HttpStatusCode.OK, await ProbeAsync("live"));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, await ProbeAsync("ready"));
        using var answer = await CallAsync(gateway);
        Assert.Equal("login_unavailable", Assert.Single(answer.Headers.GetValues("X-Gateway-Error")));
        Assert.Contains("no-such-host.invalid", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotEmpty(gateway.Events("CannotServe"));
    }

    private async Task AssertToldAsync(string[][] expected)
    {
        var (code, output, error) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Empty(output);
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(
            expected.Length == 1 ? "The gateway cannot start: a problem" : $"The gateway cannot start: {expected.Length} problems", lines[0], StringComparison.Ordinal);
        Assert.Equal(expected.Length, lines.Length - 1);
        Assert.All(expected, fragments => Assert.Single(lines, line => Array.TrueForAll(fragments, fragment => line.Contains(fragment, StringComparison.Ordinal))));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
        Assert.Empty(SecretSearch.FindIn(error, [Password]));
    }
}
