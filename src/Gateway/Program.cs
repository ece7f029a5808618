using Gateway;
using Gateway.Cli;
using Gateway.Settings;

var commands = new CommandLine(new CliContext
{
    ReadSettings = (settings, file) => new SettingsResult.Invalid(["not yet"]),
    Serve = (settings, cancellation) => ServiceRun.RunAsync(settings, Console.Error, cancellation),
});
return await commands.RunAsync(args);
