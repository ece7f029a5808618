using System.Net;
using System.Text.Json;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Gives a second-factor code to an account that waits for one.</summary>
internal static class TwoFactorCommand
{
    private const int MostTries = 3;
    private const string Lapsed = "code lapsed";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(CliContext context, GatewayModel model, string account, bool json, CancellationToken cancellationToken)
    {
        using var client = new ManagementClient(model.Management, Patience, model.ManagementAccess.Key);
        return await GiveAsync(context, client, account, json, cancellationToken);
    }

    /// <summary>Asks for the code, on a terminal again after a wrong one.</summary>
    public static async Task<int> GiveAsync(
        CliContext context, ManagementClient client, string account, bool json, CancellationToken cancellationToken)
    {
        var path = $"/accounts/{Uri.EscapeDataString(account)}";
        var status = await client.GetAsync(path, cancellationToken);
        if (status is not ManagementReply.Answer { IsSuccess: true, Body: var body })
        {
            return status.Refuse(context.Error);
        }

        if (IsLapsed(body))
        {
            context.Error.WriteLine(body.Text("detail"));
            return ExitCode.Refused;
        }

        for (var attempt = 1; ; attempt++)
        {
            if (await CodePrompt.AskAsync(context, Question(body), cancellationToken) is not { } code)
            {
                context.Error.WriteLine("No code was given. Type it at the prompt, or pass it on standard input.");
                return ExitCode.Usage;
            }

            var reply = await client.PostAsync($"{path}/two-factor", CodeJson(code), cancellationToken);
            if (reply is ManagementReply.Answer { IsSuccess: true, Body: var after })
            {
                AccountLine.Write(context, after, json);
                return ExitCode.Ok;
            }

            var exitCode = reply.Refuse(context.Error);
            // Nobody waits for another code once a wrong one has ended the login.
            var isWrongCode = reply is ManagementReply.Answer { Status: HttpStatusCode.UnprocessableEntity, Body: var refusal } && !IsLapsed(refusal);
            if (!isWrongCode || !context.IsInteractive || attempt == MostTries)
            {
                return exitCode;
            }
        }
    }

    private static bool IsLapsed(JsonElement answer) => answer.Text("detail")?.Contains(Lapsed, StringComparison.Ordinal) == true;

    private static string Question(JsonElement status)
    {
        var sentTo = status.TryGetProperty("twoFactor", out var challenge) ? challenge.Text("sentTo") : null;
        return sentTo is null ? $"Code for {status.Text("account")}:" : $"Code for {status.Text("account")}, sent to {sentTo}:";
    }

    private static string CodeJson(string code)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
