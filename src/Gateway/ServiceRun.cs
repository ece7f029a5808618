using System.Runtime.InteropServices;

namespace Gateway;

/// <summary>Runs the gateway as this process's service: until a signal, with an exit code.</summary>
internal static class ServiceRun
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(WatchedSettings settings, TextWriter error, CancellationToken cancellationToken)
    {
        using var told = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var application = await GatewayApplication.StartAsync(
                settings.Started.Model, new GatewayApplicationOptions { Warnings = settings.Started.Warnings, Watched = settings }, told.Token);
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var onTold = told.Token.Register(() => end.TrySetResult());
            await using var onFailure = application.Stopping.Register(() => end.TrySetResult());
            await end.Task;
            return told.IsCancellationRequested ? 0 : Failed;
        }
        catch (GatewayStartException e)
        {
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (told.IsCancellationRequested)
        {
            return 0;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            told.Cancel();
        }
    }
}
