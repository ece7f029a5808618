using System.Text.Json;

namespace Gateway.Cli;

/// <summary>Tells what became of an account: one line for people, the whole status for programs.</summary>
internal static class AccountLine
{
    public static void Write(CliContext context, JsonElement status, bool json) =>
        context.Output.WriteLine(json ? status.GetRawText() : $"{status.Text("account")} is {status.Text("state")}");
}
