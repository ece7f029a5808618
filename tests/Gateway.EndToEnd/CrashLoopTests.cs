using Gateway.EndToEnd.Support;
using Sandbox;
using Sandbox.Stx;

namespace Gateway.EndToEnd;

public sealed class CrashLoopTests : Scene
{
    private const int Starts = 20;
    private const int Budget = 5;

    [Fact]
    public async Task Twenty_kills_after_the_password_was_sent_never_exceed_the_budget()
    {
        await using var maintenance = await BesideAsync(MisbehaviourKind.MaintenanceHtml200);
        await using var hang = await BesideAsync(MisbehaviourKind.Hang);
        await using var good = await SandboxServer.StartAsync();
        Configure(new
        {
            Upstreams = new
            {
                maintenance = new { Protocol = "Stx", BaseUrl = maintenance.BaseUrl.ToString() },
                hang = new { Protocol = "Stx", BaseUrl = hang.BaseUrl.ToString() },
                wrong = new { Protocol = "Stx", BaseUrl = good.BaseUrl.ToString() },
            },
            Accounts = new
            {
                maintenance = AccountAt("maintenance"),
                hang = AccountAt("hang"),
                wrong = AccountAt("wrong"),
            },
        });

        for (var start = 1; start <= Starts; start++)
        {
            var (maintained, hung) = (maintenance.Stx.LoginsSent, hang.Stx.LoginsSent);
            using var gateway = await StartedAsync();
            await Eventually.HoldsAsync(
                Patience,
                () => (maintenance.Stx.LoginsSent > maintained || Stopped(gateway, "maintenance")) && (hang.Stx.LoginsSent > hung || Stopped(gateway, "hang")) && Stopped(gateway, "wrong"),
                $"start {start}: {maintenance.Stx.LoginsSent}, {hang.Stx.LoginsSent}, {good.Stx.LoginsSent} logins; {gateway.Output}");
            gateway.Kill();
            await gateway.WaitForExitAsync();
        }

        Assert.Equal(Budget, maintenance.Stx.LoginsSent);
        Assert.Equal(Budget, hang.Stx.LoginsSent);
        Assert.Equal(1, good.Stx.LoginsSent);
        Assert.Equal(1, good.Stx.PasswordAttempts);
    }

    private static async Task<SandboxServer> BesideAsync(MisbehaviourKind kind)
    {
        var sandbox = await SandboxServer.StartAsync();
        sandbox.Stx.Knobs.Misbehave("login", Misbehaviour.FromMisbehaviourKind(kind), times: null);
        return sandbox;
    }

    private static Dictionary<string, string> AccountAt(string upstream) =>
        new(StringComparer.Ordinal) { ["Upstream"] = upstream, ["Email"] = StxExchange.DefaultEmail, ["Password"] = Password };

    // It was told why the account cannot serve: nothing more is sent before its time.
    private static bool Stopped(GatewayProcess gateway, string account) =>
        gateway.Events("CannotServe").Any(line => line.TryGetProperty("Account", out var name) && name.GetString() == account);
}
