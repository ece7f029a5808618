using Sandbox.Stx;

namespace Gateway.EndToEnd.Redis;

/// <summary>Gateways that die at any moment, as a supervisor starts them anew.</summary>
public sealed class KilledReplicasTests(ITestOutputHelper output) : Fleet
{
    private const int Replicas = 5;
    private const int Refreshes = 10;

    [Fact]
    public async Task One_in_five_killed_again_and_again_costs_the_others_no_call()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        Exchange.Stx.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(5);
        var account = Account();
        account["LoginBudget"] = "50";
        Configure(new { Upstreams, Accounts = new Dictionary<string, object>(StringComparer.Ordinal) { ["default"] = account } });
        await UseRedisAsync();
        var replicas = await StartReplicasAsync(Replicas);
        using var enough = new CancellationTokenSource();
        var callers = replicas.Select(replica => CallUntilAsync(replica, enough.Token)).ToList();

        var kills = 0;
        for (var refreshes = 2; refreshes <= Refreshes; refreshes += 2)
        {
            await Exchange.Stx.WaitForCallsAsync(StxOperations.NewToken, refreshes, Cancel).WaitAsync(TimeSpan.FromMinutes(3), Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 4000)), TimeProvider.System, Cancel);
            var victim = random.Next(Replicas);
            replicas[victim].IsGone = true;
            replicas[victim].Process.Kill();
            kills++;
            replicas[victim] = await StartReplicaAsync();
            await replicas[victim].WhenStateAsync("active");
            callers.Add(CallUntilAsync(replicas[victim], enough.Token));
        }

        await enough.CancelAsync();
        var failures = (await Task.WhenAll(callers)).SelectMany(failed => failed).ToList();
        var spentTwice = Spent.Count - Spent.Distinct(StringComparer.Ordinal).Count();
        var logins = Exchange.Stx.LoginsSent;
        output.WriteLine($"{kills} killed, {Spent.Count} refreshes, {logins} logins, {spentTwice} refresh tokens spent twice");

        // A process that dies between the exchange's answer and its own save takes the new tokens with it; nothing else may cost a login.
        Assert.Empty(failures);
        Assert.InRange(spentTwice, 0, kills);
        Assert.InRange(logins, 1, 1 + spentTwice);
    }
}
