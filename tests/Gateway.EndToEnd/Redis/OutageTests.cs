using Gateway.EndToEnd.Support;
using Gateway.Testing.Redis;

namespace Gateway.EndToEnd.Redis;

/// <summary>What Redis can do to gateways that serve: nothing but make them report it.</summary>
public sealed class OutageTests : Fleet
{
    private const string OtherPassword = "canary-other-password";
    private const string OtherPasswordOutage = "another password";
    private const string AboutPassword = "does not accept the password of Gateway:Store:Redis";

    /// <summary>An outage and its end.</summary>
    private (string Name, Func<Task> Begin, Func<Task> End)[] Outages =>
    [
        ("killed and empty", () => Task.Run(Server.Kill), () => Server.RestartAsync()),
        ("paused", () => Task.Run(Server.Freeze), () => Task.Run(Server.Thaw)),
        (OtherPasswordOutage, () => Server.RestartAsync(OtherPassword), () => Server.RestartAsync()),
    ];

    [Fact]
    public async Task An_outage_under_load_is_reported_and_costs_neither_a_call_nor_a_login()
    {
        await UseRedisAsync();
        MoreSecrets.Add(OtherPassword);
        var replicas = await StartReplicasAsync(2);
        using var enough = new CancellationTokenSource();
        var callers = replicas.Select(replica => CallUntilAsync(replica, enough.Token)).ToList();

        foreach (var (name, begin, end) in Outages)
        {
            await begin();
            await AllAsync(replicas, replica => replica.WhenReadinessAsync("degraded"));
            if (name == OtherPasswordOutage)
            {
                await AllAsync(replicas, replica => replica.WhenAsync(status => $"{status.GetProperty("lastError")}".Contains(AboutPassword, StringComparison.Ordinal), "the password told"));
            }

            await end();
            await AllAsync(replicas, replica => replica.WhenReadinessAsync("ready"));
            await Eventually.HoldsAsync(Patience, () => IsStored("session"), "The session is not in Redis again.");
        }

        await enough.CancelAsync();
        Assert.Empty((await Task.WhenAll(callers)).SelectMany(failed => failed));
        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.Empty(Spent);
        Assert.All(replicas, replica => Assert.Contains(AboutPassword, replica.Process.Output, StringComparison.Ordinal));
        Assert.Equal(HttpOk, await replicas[0].ActAsync("refresh"));
        Assert.Single(Spent);
        await SameTokenAsync(replicas);
    }

    [Fact]
    public async Task An_emptied_redis_gets_back_what_is_known_though_no_connection_broke()
    {
        await UseRedisAsync();
        var replicas = await StartReplicasAsync(2);
        using var redis = await RedisText.ConnectAsync(Server);

        Assert.Equal("+OK", await redis.AskAsync("FLUSHALL"));

        await Eventually.HoldsAsync(Patience, () => IsStored("session") && IsStored("budget"), "The session and the ledger are not in Redis again.");
        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.Empty(Spent);
    }

    [Fact]
    public async Task Without_redis_no_password_is_sent_and_it_heals_by_itself()
    {
        UseRedis(RedisServer.NobodyAt(out var port));
        var replica = await StartReplicaAsync();
        await replica.WhenAsync(status => status.GetProperty("lastError").ValueKind != System.Text.Json.JsonValueKind.Null, "an error told");
        Assert.Equal("store_unavailable", await replica.CodeOfProblemAsync());
        await replica.WhenReadinessAsync("not_ready");
        Assert.Equal(0, Exchange.Stx.LoginsSent);

        using var server = await RedisServer.StartAtAsync(port);
        await replica.WhenReadinessAsync("ready");
        Assert.Equal(1, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_a_right_one_in_the_file_helps_without_a_restart()
    {
        await UseRedisAsync(OtherPassword);
        MoreSecrets.Add(OtherPassword);
        MoreSecrets.Add("canary-wrong-password");
        var file = Path.Combine(Folder, "redis");
        await File.WriteAllTextAsync(file, $"127.0.0.1:{Server.Port},password=canary-wrong-password\n", Cancel);
        Settings.Remove("Gateway__Store__Redis");
        Settings["Gateway__Store__RedisFile"] = file;
        var replica = await StartReplicaAsync();
        await Eventually.HoldsAsync(
            Patience, () => replica.Process.Output.Contains(AboutPassword, StringComparison.Ordinal), "No word about the password.");
        Assert.Equal("store_unavailable", await replica.CodeOfProblemAsync());
        Assert.Equal(0, Exchange.Stx.LoginsSent);

        await File.WriteAllTextAsync(file, Server.Configuration + "\n", Cancel);
        await replica.WhenReadinessAsync("ready");
        Assert.Equal(1, Exchange.Stx.LoginsSent);

        Server.Freeze();
        await replica.WhenReadinessAsync("degraded");
        replica.Process.Terminate();
        Assert.Equal(0, await replica.Process.WaitForExitAsync());
        Server.Thaw();
    }

    private const System.Net.HttpStatusCode HttpOk = System.Net.HttpStatusCode.OK;
}
