using System.Runtime.InteropServices;
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

            await using var server = await SandboxServer.StartAsync(commandLine.Options);
            await Console.Out.WriteLineAsync(ProgramText.Welcome(server));
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
