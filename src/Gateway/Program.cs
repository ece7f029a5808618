using Gateway;
using Gateway.Cli;
using Gateway.Core.Upstreams.Stx;
using Gateway.Settings;

var reader = new SettingsReader([new StxProtocolFactory()]);
var commands = new CommandLine(new CliContext
{
    ReadSettings = reader.Read,
    ReadManagement = SettingsReader.ReadManagement,
    Serve = (sources, settings, cancellation) => ServiceRun.RunAsync(new WatchedSettings(reader, sources, settings), Console.Error, cancellation),
});
return await commands.RunAsync(args);
