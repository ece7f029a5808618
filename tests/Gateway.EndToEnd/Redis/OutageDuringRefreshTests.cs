using Gateway.EndToEnd.Support;
using Gateway.Testing.Redis;
using Sandbox.Stx;

namespace Gateway.EndToEnd.Redis;

/// <summary>
/// One gateway refreshes at the time of its timer, the others wait for their turn with the same token, and Redis fails in the middle of it:
/// whoever comes too early spends the refresh token a second time, which ends the session.
/// </summary>
public sealed class OutageDuringRefreshTests : Fleet
{
    private const int Replicas = 3;
    private const string OtherPassword = "canary-other-password";

    // A fifth of it before its end the refresh is due; what fails must be over when the last quarter of that begins.
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan UntilDue = TokenLife * 2;

    [Fact]
    public async Task Each_refresh_token_is_spent_once_and_no_call_fails()
    {
        Assert.SkipWhen(RedisProgram.Best == RedisProgram.Garnet, "This needs redis-server.");
        Exchange.Stx.Knobs.AccessTokenLifetime = TokenLife;
        MoreSecrets.Add(OtherPassword);
        await UseRedisAsync(keepsData: true);
        var replicas = await StartReplicasAsync(Replicas);
        using var enough = new CancellationTokenSource();
        var callers = replicas.Select(replica => CallUntilAsync(replica, enough.Token)).ToList();

        // The upstream answers while Redis is away.
        await SpendOnceAsync(1, replicas, () => Task.Run(Server.Freeze), () => Task.Run(Server.Thaw), isAnsweredDuring: true);
        await SpendOnceAsync(2, replicas, () => Server.ReviveAsync(OtherPassword), () => Server.ReviveAsync(), isAnsweredDuring: true);
        // It answers when Redis is back: with what it held, empty, or emptied behind everybody's back.
        await SpendOnceAsync(3, replicas, () => Task.Run(Server.Kill), () => Server.ReviveAsync(), isAnsweredDuring: false);
        await SpendOnceAsync(4, replicas, () => Task.Run(Server.Kill), () => Server.RestartAsync(), isAnsweredDuring: false);
        await SpendOnceAsync(5, replicas, EmptyAsync, () => Task.CompletedTask, isAnsweredDuring: false);

        await enough.CancelAsync();
        Assert.Empty((await Task.WhenAll(callers)).SelectMany(failed => failed));
        Assert.Equal(1, Exchange.Stx.LoginsSent);
    }

    private async Task SpendOnceAsync(int turn, Replica[] replicas, Func<Task> begin, Func<Task> end, bool isAnsweredDuring)
    {
        var gate = Exchange.Stx.Knobs.Hold(StxOperations.NewToken);
        await gate.ReachedAsync(1, Cancel).WaitAsync(UntilDue, Cancel);
        await begin();
        if (isAnsweredDuring)
        {
            await AllAsync(replicas, replica => replica.WhenReadinessAsync("degraded"));
            gate.Release();
            await Eventually.HoldsAsync(Patience, async () => await RenewedAsync(replicas, turn) == 1 ? null : "Nobody has the new token.");
        }

        await end();
        if (!isAnsweredDuring)
        {
            // Until the token ends: whoever would go on without the lease has done so by then.
            await Task.Delay(TokenLife / 5, TimeProvider.System, Cancel);
            gate.Release();
        }

        await Eventually.HoldsAsync(Patience, async () => await RenewedAsync(replicas, turn) == 1 ? null : "Nobody has the new token.");
        await SameTokenAsync(replicas);
        Assert.True(Spent.Count == turn && Spent.Distinct(StringComparer.Ordinal).Count() == turn, Story(turn));
        await Eventually.HoldsAsync(Patience, () => IsStored("session"), "The new session is not in Redis.");
        await AllAsync(replicas, replica => replica.WhenReadinessAsync("ready"));
    }

    private string Story(int turn) => string.Join(
        '\n',
        Exchange.Stx.Calls
            .Where(call => call.Operation is StxOperations.NewToken or StxOperations.Login)
            .Select(call => $"{call.At:HH:mm:ss.fff} {call.Operation} {call.RefreshToken} {call.RefreshTokenState}")
            .Prepend($"turn {turn}:"));

    // Each refresh comes from one of them.
    private static async Task<int> RenewedAsync(Replica[] replicas, int turn)
    {
        var refreshes = 0;
        foreach (var replica in replicas)
        {
            refreshes += (await replica.StatusAsync()).GetProperty("counters").GetProperty("refreshes").GetInt32();
        }

        return refreshes - turn + 1;
    }

    private async Task EmptyAsync()
    {
        using var redis = await RedisText.ConnectAsync(Server);
        Assert.Equal("+OK", await redis.AskAsync("FLUSHALL"));
    }
}
