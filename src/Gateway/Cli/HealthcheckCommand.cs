using System.Text.Json;
using Gateway.Listeners;

namespace Gateway.Cli;

/// <summary>Asks the running gateway whether it is live, and whether it is ready. Needs no key.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(CliContext context, ListenerSettings management, bool liveOnly, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(management, Patience, key: null);
        var reply = await client.GetAsync(liveOnly ? "/health/live" : "/health/ready", cancellationToken);
        if (reply is not ManagementReply.Answer answer)
        {
            return reply.Refuse(context.Error);
        }

        var status = answer.Body.Text("status");
        if (answer.IsSuccess)
        {
            context.Output.WriteLine(status);
            return ExitCode.Ok;
        }

        context.Error.WriteLine(status is null
            ? $"The gateway answered {(int)answer.Status}."
            : $"{status}: {Accounts(answer.Body)}");
        return ExitCode.NotReady;
    }

    private static string Accounts(JsonElement body) =>
        body.TryGetProperty("accounts", out var accounts) && accounts.ValueKind == JsonValueKind.Array
            ? string.Join(", ", accounts.EnumerateArray().Select(account => $"{account.Text("account")} is {account.Text("state")}"))
            : "no accounts";
}
