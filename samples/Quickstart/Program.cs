using System.Runtime.InteropServices;
using Gateway;
using Quickstart;

const string Help = """
    A bot's first minutes with the gateway, against a stand-in exchange. Everything runs in this process, on loopback.

    Usage: dotnet run --project samples/Quickstart [-- options]

      --once    end after the story instead of leaving the gateway running
      --help    show this

    Exit codes: 0 everything on the screen was true, 1 something was not, could not be started, or was cut short with --once.
    """;

if (args is ["--help"] or ["-h"])
{
    Console.Out.WriteLine(Help);
    return 0;
}

if (args is not ([] or ["--once"]))
{
    Console.Error.WriteLine($"Unknown arguments: {string.Join(' ', args)}. Try --help.");
    return 1;
}

var once = args.Length == 1;
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await Story.RunAsync(once, new Screen(), stop.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return once ? 1 : 0;
}
catch (Exception e) when (e is GatewayStartException or IOException)
{
    Console.Error.WriteLine($"The quickstart could not start: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
