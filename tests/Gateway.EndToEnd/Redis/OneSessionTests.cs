using Gateway.EndToEnd.Support;
using Gateway.Testing.Redis;
using Sandbox.Stx;

namespace Gateway.EndToEnd.Redis;

/// <summary>Four gateways act as one.</summary>
public sealed class OneSessionTests : Fleet
{
    private const int Replicas = 4;
    private const int Refreshes = 10;

    [Fact]
    public async Task Four_gateways_log_in_once_and_spend_each_refresh_token_once_and_no_call_fails_and_redis_sees_no_secret()
    {
        Exchange.Stx.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(5);
        await UseRedisAsync("canary-redis-password");
        MoreSecrets.Add("canary-redis-password");
        var watcher = await RedisText.ConnectAsync(Server);
        var seen = await watcher.MonitorAsync();
        var replicas = await StartReplicasAsync(Replicas);
        using var enough = new CancellationTokenSource();

        var callers = replicas.Select(replica => CallUntilAsync(replica, enough.Token)).ToList();
        await Exchange.Stx.WaitForCallsAsync(StxOperations.NewToken, Refreshes, Cancel).WaitAsync(TimeSpan.FromMinutes(3), Cancel);
        await enough.CancelAsync();
        var failures = (await Task.WhenAll(callers)).SelectMany(failed => failed).ToList();

        Assert.Empty(failures);
        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.True(Spent.Count >= Refreshes);
        Assert.Equal(Spent.Count, Spent.Distinct(StringComparer.Ordinal).Count());

        // More than one of them has done the work, or nothing was shared.
        Assert.True(replicas.Count(replica => replica.Process.Events("TakenOver").Count > 0) >= Replicas - 1);
        await AssertNoSecretAsync(watcher, seen);
    }

    private async Task AssertNoSecretAsync(RedisText watcher, Task<string> seen)
    {
        using var redis = await RedisText.ConnectAsync(Server);
        Assert.Equal("+OK", await redis.AskAsync("SAVE"));
        var keys = await redis.ListAsync("KEYS *");
        watcher.Dispose();
        var secrets = SecretSearch.SecretsOf(Exchange.Stx).Append(Password).Append(Exchange.Stx.DefaultUser.Email).ToList();

        Assert.Contains("gateway:{default}:session", keys);
        Assert.Contains("gateway:{default}:budget", keys);
        Assert.True(secrets.Count > Refreshes);
        Assert.Empty(SecretSearch.FindIn(string.Join('\n', keys), secrets));
        Assert.Empty(SecretSearch.FindIn(await seen, secrets));
        if (RedisProgram.Best != RedisProgram.Garnet)
        {
            Assert.Contains("gateway:{default}:session", await seen, StringComparison.Ordinal);
        }

        var files = Directory.GetFiles(Server.Folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(SecretSearch.FindIn(File.ReadAllBytes(file), secrets)));
    }
}
