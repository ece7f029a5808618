using Gateway.Core.Sessions;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Logs an account in; on a terminal it asks for the code if one is wanted.</summary>
internal static class LoginCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(CliContext context, GatewayModel model, string account, bool force, bool json, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(model.Management, Patience, model.ManagementAccess.Key);
        var body = force ? """{"force":true}""" : null;
        var reply = await client.PostAsync($"/accounts/{Uri.EscapeDataString(account)}/login", body, cancellationToken);
        if (reply is ManagementReply.Answer { IsSuccess: true, Body: var status })
        {
            AccountLine.Write(context, status, json);
            return ExitCode.Ok;
        }

        var wantsCode = reply is ManagementReply.Answer answer && answer.Body.Text("code") == AccountProblemCode.TwoFactorRequired;
        if (!wantsCode || !context.IsInteractive)
        {
            return reply.Refuse(context.Error);
        }

        reply.Refuse(context.Error);
        return await TwoFactorCommand.GiveAsync(context, client, account, json, cancellationToken);
    }
}
