namespace Quickstart;

/// <summary>Lines to try while everything is still running.</summary>
internal static class Invitation
{
    private const string Query = """{"query":"{ userProfile { email } accountBalance { availableBalance currency } }"}""";

    public static void Show(Screen screen, Playground playground)
    {
        screen.Verbatim("");
        screen.Say("Both go on until Ctrl+C. Try, in another terminal:");
        screen.Verbatim("");
        screen.Verbatim($"curl {playground.Proxy}api/graphql -H 'Content-Type: application/json' -d '{Query}'");
        screen.Verbatim($"curl {playground.Management}health/ready");
        screen.Verbatim($"curl {playground.Management}accounts");
        screen.Verbatim($"curl {playground.Exchange}sandbox/state");
        screen.Verbatim($"dotnet run --project src/Gateway -- status --config {playground.Folder.Settings}");
        screen.Verbatim("");
    }
}
