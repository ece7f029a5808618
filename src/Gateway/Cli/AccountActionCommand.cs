using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Has the running gateway do something with an account.</summary>
internal static class AccountActionCommand
{
    // The gateway itself gives up on an upstream long before.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(
        CliContext context, GatewayModel model, string account, string action, bool json, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(model.Management, Patience, model.ManagementAccess.Key);
        var reply = await client.PostAsync($"/accounts/{Uri.EscapeDataString(account)}/{action}", json: null, cancellationToken);
        if (reply is not ManagementReply.Answer { IsSuccess: true, Body: var status })
        {
            return reply.Refuse(context.Error);
        }

        AccountLine.Write(context, status, json);
        return ExitCode.Ok;
    }
}
