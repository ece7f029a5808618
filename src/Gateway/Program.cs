using Gateway;
using Gateway.Cli;
using Gateway.Core;
using Gateway.Redis;
using Gateway.Settings;

var reader = new SettingsReader(KnownProtocols.All, RedisConfiguration.ProblemOf);
var commands = new CommandLine(new CliContext
{
    ReadSettings = reader.Read,
    ReadManagement = SettingsReader.ReadManagement,
    Serve = (sources, settings, cancellation) => ServiceRun.RunAsync(new WatchedSettings(reader, sources, settings), Console.Error, cancellation),
});
return await commands.RunAsync(args);
