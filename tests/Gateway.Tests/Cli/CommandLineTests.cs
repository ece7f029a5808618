using System.Net;
using System.Text.RegularExpressions;
using Gateway.Cli;
using Gateway.Core.Sessions;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Tests.Management;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private bool _isTerminal;
    private int? _width;
    private string _input = string.Empty;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gw").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Healthcheck_is_0_when_ready_and_3_with_the_reason_when_not()
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        Assert.Equal(3, await RunAsync(gateway, "healthcheck"));
        Assert.Equal("not_ready: bot is idle", _error.ToString().Trim());
        Assert.Equal(0, await RunAsync(gateway, "healthcheck", "--live"));

        account.Active();
        Assert.Equal(0, await RunAsync(gateway, "healthcheck"));
    }

    [Theory]
    [InlineData("healthcheck")]
    [InlineData("status")]
    [InlineData("login", "bot")]
    [InlineData("two-factor", "bot")]
    [InlineData("unlock", "bot")]
    [InlineData("wait", "--timeout", "00:00:00.1")]
    public async Task Without_a_gateway_the_exit_code_is_2(params string[] arguments)
    {
        RunningGateway gone;
        ListenerSettings management;
        await using (gone = await RunningGateway.StartAsync())
        {
            management = RunningGateway.Loopback(ListenerKind.Management, gone.Application.Addresses.Management.Port);
        }

        Assert.Equal(2, await RunAsync(management, arguments));
        Assert.StartsWith("No gateway answers at http://127.0.0.1:", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_accounts_plain_when_not_in_a_terminal()
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active(), new FakeAccount("other"));

        Assert.Equal(0, await RunAsync(gateway, "status"));

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(["bot", "stx", "active", "2030-01-02 04:04:05Z", "2030-01-02 04:03:05Z", "5/5"], lines[1].Split('\t')[..6]);
    }

    [Fact]
    public async Task Status_as_json_is_what_the_listener_answered()
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());
        var answer = await gateway.Http.GetStringAsync(gateway.At(ListenerKind.Management, "/accounts/bot"));

        Assert.Equal(0, await RunAsync(gateway, "status", "bot", "--json"));

        Assert.Equal(answer, _output.ToString().Trim());
    }

    [Theory]
    [InlineData("status", "nobody")]
    [InlineData("login", "nobody")]
    [InlineData("logout", "no/body")]
    [InlineData("two-factor", "nobody")]
    [InlineData("unlock", "nobody")]
    public async Task An_unknown_account_is_4(params string[] arguments)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot"));

        Assert.Equal(4, await RunAsync(gateway, arguments));
    }

    [Fact]
    public async Task An_action_that_was_refused_is_4_and_says_why()
    {
        var account = new FakeAccount("bot") { Answer = new AccountProblem(AccountProblemCode.InvalidCredentials, "Change them.") };
        await using var gateway = await RunningGateway.StartAsync(account);

        Assert.Equal(4, await RunAsync(gateway, "login", "bot", "--force"));

        Assert.Equal("invalid_credentials: Change them.", _error.ToString().Trim());
        Assert.Equal(["login forced"], account.Asked);
    }

    [Fact]
    public async Task A_unix_socket_is_reached()
    {
        var path = Path.Combine(_folder, "management.sock");
        var management = new ListenerSettings(ListenerKind.Management, $"http://unix:{path}", new ListenerAddress.UnixSocket(path));
        await using (await RunningGateway.StartAsync(RunningGateway.EmptyModel() with { Management = management }, new FakeAccount("bot").Active()))
        {
            Assert.Equal(0, await RunAsync(management, "logout", "bot"));
            Assert.Equal(0, await RunAsync(management, "healthcheck"));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_wildcard_address_is_dialled_as_loopback()
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());
        var port = gateway.Application.Addresses.Management.Port;

        Assert.Equal(0, await RunAsync(
            new ListenerSettings(ListenerKind.Management, $"http://*:{port}", new ListenerAddress.Tcp(IPAddress.Any, port)), "healthcheck"));
    }

    [Theory]
    [InlineData("login")]
    [InlineData("refresh")]
    [InlineData("logout")]
    [InlineData("unlock")]
    public async Task An_action_prints_the_whole_status_for_programs(string command)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());

        Assert.Equal(0, await RunAsync(gateway, command, "bot", "--json"));

        Assert.Contains("\"account\":\"bot\"", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("--bogus")]
    [InlineData("status", "a", "b")]
    [InlineData("login")]
    [InlineData("two-factor", "bot", "123456")]
    [InlineData("two-factor", "bot", "--code", "123456")]
    [InlineData("login", "bot", "123456")]
    [InlineData("unlock")]
    public async Task Wrong_usage_is_1_and_told_on_standard_error(params string[] arguments)
    {
        Assert.Equal(1, await RunAsync(RunningGateway.Loopback(ListenerKind.Management), arguments));

        Assert.Contains("Usage: gateway", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:1")]
    [InlineData("--urls=http://127.0.0.1:1")]
    [InlineData("--Kestrel:Endpoints:a:Url=http://127.0.0.1:1")]
    public async Task Options_of_the_web_server_have_no_effect_and_are_told(params string[] arguments)
    {
        Assert.Equal(0, await RunAsync(RunningGateway.Loopback(ListenerKind.Management), ["check-config", .. arguments]));

        Assert.Contains("has no effect", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_says_where_sessions_rest()
    {
        using var settings = new SettingsFolder();
        settings.WithAccount().With("Gateway:Store:Kind=Redis").With("Gateway:Store:Redis=redis:6379,password=canary").With("Gateway:Store:KeyPrefix=bots")
            .With("Gateway:Store:AllowPlaintext=true");

        Assert.Equal(0, await new CommandLine(Context(settings.Read())).RunAsync(["check-config"]));

        Assert.Contains("store       Redis, keys bots:", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("healthcheck")]
    [InlineData("healthcheck", "--live")]
    [InlineData("wait")]
    public async Task A_probe_needs_no_more_of_the_settings_than_the_address(params string[] arguments)
    {
        await using var gateway = await RunningGateway.StartAsync(new FakeAccount("bot").Active());
        using var settings = new SettingsFolder();
        settings.Write("appsettings.json", """{"Gateway": {"Store": {"Kind": "Disk"}, "Bogus": 1, "Management": {"SocketMode": "x", "KeyFile": "gone", "CertificateFile": "gone"}}}""");
        settings.With($"Gateway:Management:Url=http://127.0.0.1:{gateway.Application.Addresses.Management.Port}");
        Assert.True(settings.Problems().Count > 5);

        Assert.Equal(0, await ProbeAsync(settings, arguments));
        Assert.Empty(_error.ToString());

        settings.With("Gateway:Management:Url=nowhere");
        Assert.Equal(1, await ProbeAsync(settings, arguments));
        Assert.Contains("Gateway:Management:Url (environment): the address must begin with", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> ProbeAsync(SettingsFolder settings, string[] arguments) => new CommandLine(
        Context(settings.Read()) with { ReadManagement = SettingsReader.ReadManagement, Sources = (_, _) => settings.Sources }).RunAsync(arguments);

    [Theory]
    [InlineData("gwk_Sekret", "'***'")]
    [InlineData("--bogus=Sekret", "'--bogus'")]
    [InlineData("Sekret789012345678901234567890123456789012", "'***'")]
    [InlineData("--Kestrel:A=Sekret", "--Kestrel:A has no effect")]
    [InlineData("--Kestrel:A Sekret", "--Kestrel:A has no effect")]
    [InlineData("wait --timeout=gwk_Sekret", "'***'")]
    [InlineData("wait --timeout gwk_Sekret", "'***'")]
    public async Task What_may_be_a_secret_is_not_repeated(string line, string shown)
    {
        await RunAsync(RunningGateway.Loopback(ListenerKind.Management), line.StartsWith("wait", StringComparison.Ordinal) ? line.Split(' ') : ["check-config", .. line.Split(' ')]);

        Assert.Contains(shown, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sekret", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    [InlineData("healthcheck")]
    public async Task Bad_settings_are_1_with_every_problem(string command)
    {
        var code = await new CommandLine(Context(new SettingsResult.Invalid(["First.", "Second."]))).RunAsync([command]);

        Assert.Equal(1, code);
        Assert.Contains("First.", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Second.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_told_from_options_wherever_they_stand()
    {
        var split = SettingsArguments.Split(["--Gateway:A=1", "status", "--gateway:B", "2", "bot", "--Gateway:C", "--json"]);

        Assert.Equal(["--Gateway:A=1", "--gateway:B", "2", "--Gateway:C"], split.Settings);
        Assert.Equal(["status", "bot", "--json"], split.Rest);
    }

    [Fact]
    public void What_the_web_server_alone_would_understand_is_set_aside()
    {
        var split = SettingsArguments.Split(["serve", "--urls", "http://127.0.0.1:1", "--Kestrel:A=1"]);

        Assert.Equal(["serve"], split.Rest);
        Assert.Empty(split.Settings);
    }

    [Fact]
    public async Task A_code_is_read_from_standard_input()
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);
        _input = " 123456 \nmore\n";

        Assert.Equal(0, await RunAsync(gateway, "two-factor", "bot"));

        Assert.Equal(["code 123456"], account.Asked);
        Assert.Equal("bot is idle", _output.ToString().Trim());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n123456\n")]
    public async Task No_code_is_1_and_none_is_sent(string input)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);
        _input = input;

        Assert.Equal(1, await RunAsync(gateway, "two-factor", "bot"));

        Assert.Empty(account.Asked);
        Assert.Contains("No code was given", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_code_and_one_that_nobody_waits_for_are_4_and_not_shown()
    {
        var account = new FakeAccount("bot") { Submission = new CodeSubmission.Wrong("Give the right one.") };
        await using var gateway = await RunningGateway.StartAsync(account);
        _input = "987654";

        Assert.Equal(4, await RunAsync(gateway, "two-factor", "bot"));
        account.Submission = new CodeSubmission.NotExpected("Nobody waits.");
        Assert.Equal(4, await RunAsync(gateway, "two-factor", "bot"));

        Assert.Equal(["wrong_code: Give the right one.", "no_code_expected: Nobody waits."], _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.DoesNotContain("987654", _error.ToString() + _output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_a_login_that_needs_a_code_is_4_and_says_how_to_give_it()
    {
        var account = new FakeAccount("bot") { Answer = new AccountProblem(AccountProblemCode.TwoFactorRequired, "Give it with: gateway two-factor bot") };
        await using var gateway = await RunningGateway.StartAsync(account);
        _input = "123456";

        Assert.Equal(4, await RunAsync(gateway, "login", "bot"));

        Assert.Equal(["login"], account.Asked);
        Assert.Contains("gateway two-factor bot", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refresh")]
    [InlineData("unlock")]
    public async Task Actions_do_what_they_are_called(string action)
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        Assert.Equal(0, await RunAsync(gateway, action, "bot"));

        Assert.Equal([action], account.Asked);
    }

    [Fact]
    public async Task Wait_is_0_when_ready_and_3_when_it_reached_a_gateway_that_was_not()
    {
        var account = new FakeAccount("bot");
        await using var gateway = await RunningGateway.StartAsync(account);

        Assert.Equal(3, await RunAsync(gateway, "wait", "--timeout", "00:00:00.1"));
        Assert.Contains("not ready within 00:00:00.1", _error.ToString(), StringComparison.Ordinal);
        account.Active();
        Assert.Equal(0, await RunAsync(gateway, "wait"));
    }

    [Fact]
    public async Task Status_says_what_to_do_about_warnings_beside_the_table()
    {
        var account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with { Warnings = ["terms_not_accepted"] };
        await using var gateway = await RunningGateway.StartAsync(account, new FakeAccount("other").Active());

        Assert.Equal(0, await RunAsync(gateway, "status"));

        Assert.StartsWith("warning: bot: terms_not_accepted: log in at the upstream's own site", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("other", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(null)]
    public async Task Status_shows_the_whole_detail_in_a_terminal_of_any_width(int? width)
    {
        const string Detail = "Account bot waits for the code that was sent to b***@example.com at 2030-01-02 03:04:05Z; it can be given until "
            + "2030-01-02 03:14:05Z, with: gateway two-factor bot";
        var account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with
        {
            State = AccountState.TwoFactorRequired,
            Problem = new AccountProblem(AccountProblemCode.TwoFactorRequired, Detail),
        };
        await using var gateway = await RunningGateway.StartAsync(account, new FakeAccount("other").Active());
        (_isTerminal, _width) = (true, width);

        Assert.Equal(0, await RunAsync(gateway, "status"));

        var plain = Regex.Replace(_output.ToString(), "\u001b\\[[0-9;]*m", string.Empty, RegexOptions.None, TimeSpan.FromSeconds(5));
        var lines = plain.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Contains($"bot: {Detail}", string.Join(' ', lines), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("two_factor_required", StringComparison.Ordinal) && line.Contains("bot", StringComparison.Ordinal));
        Assert.Equal(width >= 80 || width is null, _output.ToString().Contains("2030-01-02 04:04:05Z", StringComparison.Ordinal));
        if (width >= 60)
        {
            Assert.All(lines, line => Assert.True(line.Length <= width, line));
        }
    }

    [Fact]
    public async Task A_code_that_lapsed_is_told_and_not_asked_for()
    {
        var account = new FakeAccount("bot").Active();
        account.Snapshot = account.Snapshot with
        {
            State = AccountState.TwoFactorRequired,
            Problem = new AccountProblem(AccountProblemCode.TwoFactorRequired, "Account bot: code lapsed. Have a new one sent with: gateway login bot"),
        };
        await using var gateway = await RunningGateway.StartAsync(account);
        _input = "246810";

        Assert.Equal(4, await RunAsync(gateway, "two-factor", "bot"));

        Assert.Contains("gateway login bot", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(account.Asked);
    }

    private Task<int> RunAsync(RunningGateway gateway, params string[] arguments) =>
        RunAsync(RunningGateway.Loopback(ListenerKind.Management, gateway.Application.Addresses.Management.Port), arguments);

    private Task<int> RunAsync(ListenerSettings management, params string[] arguments)
    {
        var model = RunningGateway.EmptyModel() with { Management = management };
        return new CommandLine(Context(new SettingsResult.Valid(model, []))).RunAsync(arguments);
    }

    private CliContext Context(SettingsResult settings) => new()
    {
        ReadSettings = _ => settings,
        ReadManagement = _ => settings switch
        {
            SettingsResult.Valid valid => new ManagementPlace(valid.Model.Management, []),
            SettingsResult.Invalid invalid => new ManagementPlace(null, invalid.Problems),
            _ => throw new InvalidOperationException("Settings are valid or invalid."),
        },
        Serve = (_, _, _) => throw new InvalidOperationException("Nothing is to be served."),
        Output = _output,
        Error = _error,
        Input = new StringReader(_input),
        IsTerminal = _isTerminal,
        Width = _width,
        IsInteractive = false,
    };
}
