using Gateway.Listeners;

namespace Gateway.Cli;

/// <summary>Returns when the gateway is ready. Needs no key.</summary>
internal static class WaitCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(CliContext context, ListenerSettings management, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(management, Patience, key: null);
        var begun = context.Clock.GetTimestamp();
        var wasReached = false;
        while (true)
        {
            var reply = await client.GetAsync("/health/ready", cancellationToken);
            if (reply is ManagementReply.Answer { IsSuccess: true, Body: var body })
            {
                context.Output.WriteLine(body.Text("status"));
                return ExitCode.Ok;
            }

            wasReached |= reply is ManagementReply.Answer;
            if (context.Clock.GetElapsedTime(begun) + Interval > timeout)
            {
                context.Error.WriteLine(reply is ManagementReply.Unreachable unreachable ? unreachable.Reason : $"The gateway was not ready within {timeout:c}.");
                return wasReached ? ExitCode.NotReady : ExitCode.Unreachable;
            }

            await Task.Delay(Interval, context.Clock, cancellationToken);
        }
    }
}
