using System.CommandLine;
using Gateway.Listeners;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>The commands of the program.</summary>
internal sealed class CommandLine
{
    private readonly CliContext _context;
    private readonly RootCommand _root;
    private readonly Option<string?> _config = new("--config")
    {
        Description = "A settings file, above appsettings.json (also GATEWAY_CONFIG)",
        Recursive = true,
        HelpName = "file",
    };

    private IReadOnlyList<string> _settings = [];

    public CommandLine(CliContext context)
    {
        _context = context;
        _root = new RootCommand("Logs service accounts in to upstream APIs and injects their tokens. Any setting can be given as --Gateway:Key=value.");
        _root.Add(_config);
        _root.SetAction((parsed, cancellation) => ServeAsync(parsed, cancellation));
        AddServe();
        AddHealthcheck();
        AddStatus();
        AddLogin();
        AddTwoFactor();
        AddWait();
        AddAction("refresh", "Refreshes an account's token now");
        AddAction("unlock", "Ends a rejection or a spent login budget, and tries again");
        AddAction("logout", "Logs an account out; lasts until login");
        AddCheckConfig();
        AddNewKey();
    }

    /// <summary>Runs one command; the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var split = SettingsArguments.Split(arguments);
        _settings = split.Settings;
        if (split.Ignored.Count > 0)
        {
            await _context.Error.WriteLineAsync($"{string.Join(' ', split.Ignored.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)).Select(ShownArgument.Of))} has no effect: only Gateway:Proxy:Url, Gateway:Management:Url and Gateway:Health:Url open sockets.");
        }

        // Settings hold @ and other signs; nothing on this command line is a response file.
        var parsed = _root.Parse(split.Rest, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await _context.Error.WriteLineAsync(ShownArgument.In(error.Message, split.Rest));
            }

            await _context.Error.WriteLineAsync("Usage: gateway [serve|healthcheck|wait|status|login|two-factor|refresh|logout|unlock|check-config|new-key] [options]; see gateway --help");
            return ExitCode.Usage;
        }

        // Signals are handled by serve itself; the other commands end at once.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = _context.Output, Error = _context.Error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false },
            cancellationToken);
    }

    private void AddServe()
    {
        var command = new Command("serve", "Runs the gateway (the default)");
        command.SetAction((parsed, cancellation) => ServeAsync(parsed, cancellation));
        _root.Add(command);
    }

    private void AddHealthcheck()
    {
        var live = new Option<bool>("--live") { Description = "Asks only whether the gateway is live" };
        AddProbe("healthcheck", "Exits 0 if the running gateway is ready", live,
            (parsed, management, cancellation) => HealthcheckCommand.RunAsync(_context, management, parsed.GetValue(live), cancellation));
    }

    private void AddStatus()
    {
        var account = new Argument<string?>("account") { Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Prints the management listener's answer" };
        Add("status", "Shows the accounts of the running gateway", [account, json],
            (parsed, settings, cancellation) => StatusCommand.RunAsync(_context, settings.Model, parsed.GetValue(account), parsed.GetValue(json), cancellation));
    }

    private void AddLogin()
    {
        var account = new Argument<string>("account");
        var force = new Option<bool>("--force") { Description = "Also if there is a session" };
        var json = Json();
        Add("login", "Logs an account in", [account, force, json], (parsed, settings, cancellation) => LoginCommand.RunAsync(
            _context, settings.Model, parsed.GetRequiredValue(account), parsed.GetValue(force), parsed.GetValue(json), cancellation));
    }

    private void AddTwoFactor()
    {
        var account = new Argument<string>("account");
        var json = Json();
        Add("two-factor", "Gives the code that an account waits for; asks for it, or reads it from standard input", [account, json], (parsed, settings, cancellation) =>
            TwoFactorCommand.RunAsync(_context, settings.Model, parsed.GetRequiredValue(account), parsed.GetValue(json), cancellation));
    }

    private void AddWait()
    {
        var timeout = new Option<TimeSpan>("--timeout") { Description = "How long at most (default 00:01:00)", DefaultValueFactory = _ => TimeSpan.FromMinutes(1) };
        AddProbe("wait", "Returns when the gateway is ready", timeout,
            (parsed, management, cancellation) => WaitCommand.RunAsync(_context, management, parsed.GetValue(timeout), cancellation));
    }

    private void AddAction(string name, string description)
    {
        var account = new Argument<string>("account");
        var json = Json();
        Add(name, description, [account, json], (parsed, settings, cancellation) =>
            AccountActionCommand.RunAsync(_context, settings.Model, parsed.GetRequiredValue(account), name, parsed.GetValue(json), cancellation));
    }

    private static Option<bool> Json() => new("--json") { Description = "Prints the account's status as JSON" };

    private void AddCheckConfig() => Add("check-config", "Validates the settings and prints every problem", [],
        (_, settings, _) => Task.FromResult(CheckConfigCommand.Run(_context, settings)));

    private void AddNewKey()
    {
        var command = new Command("new-key", "Prints a fresh caller key, then its hash");
        command.SetAction(_ => NewKeyCommand.Run(_context));
        _root.Add(command);
    }

    private void AddProbe(string name, string description, Option option, Func<ParseResult, ListenerSettings, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { option };
        command.SetAction((parsed, cancellation) =>
            SettingsGate.AskAsync(_context, Sources(parsed), management => run(parsed, management, cancellation)));
        _root.Add(command);
    }

    private void Add(
        string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, SettingsResult.Valid, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Add(option);
            }
            else
            {
                command.Add((Argument)symbol);
            }
        }

        command.SetAction((parsed, cancellation) => Open(parsed) is { } settings ? run(parsed, settings, cancellation) : Task.FromResult(ExitCode.Usage));
        _root.Add(command);
    }

    private Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var sources = Sources(parsed);
        return SettingsGate.Open(_context, sources) is { } settings
            ? _context.Serve(sources, settings, cancellationToken)
            : Task.FromResult(ExitCode.Usage);
    }

    private SettingsResult.Valid? Open(ParseResult parsed) => SettingsGate.Open(_context, Sources(parsed));

    private SettingsSources Sources(ParseResult parsed) => _context.Sources(_settings, parsed.GetValue(_config));
}
