using System.Text.Json;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Shows the accounts of the running gateway.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(CliContext context, GatewayModel model, string? account, bool json, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(model.Management, Patience, model.ManagementAccess.Key);
        var path = account is null ? "/accounts" : $"/accounts/{Uri.EscapeDataString(account)}";
        var reply = await client.GetAsync(path, cancellationToken);
        if (reply is not ManagementReply.Answer { IsSuccess: true, Body: var body })
        {
            return reply.Refuse(context.Error);
        }

        if (json)
        {
            context.Output.WriteLine(body.GetRawText());
        }
        else
        {
            StatusTable.Write(context, body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body]);
        }

        return ExitCode.Ok;
    }
}
