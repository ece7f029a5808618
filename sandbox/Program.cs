using System.Runtime.InteropServices;
using Sandbox.StackAuth;
using Sandbox.Stx;

namespace Sandbox;

internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        var exchange = new StxExchange();
        try
        {
            var commandLine = CommandLine.Parse(arguments, exchange);
            if (commandLine.Help)
            {
                await Console.Out.WriteLineAsync(ProgramText.Help());
                return 0;
            }

            await using var server = commandLine.WithoutStx ? null : await SandboxServer.StartAsync(commandLine.Options);
            await using var stackAuth = commandLine.StackAuth is { } options
                ? await StackAuthServer.StartAsync(options with { LogToConsole = commandLine.Options.LogToConsole })
                : null;
            await Console.Out.WriteLineAsync(ProgramText.Welcome(server, stackAuth));
            await UntilToldToStopAsync();
            return 0;
        }
        catch (Exception problem) when (problem is FormatException or IOException)
        {
            await Console.Error.WriteLineAsync($"sandbox: {problem.Message}");
            return 1;
        }
    }

    private static async Task UntilToldToStopAsync()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await told.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            _ = told.TrySetResult();
        }
    }
}
