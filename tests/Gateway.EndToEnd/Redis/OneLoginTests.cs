using System.Net;
using System.Text.Json;
using Sandbox.Stx;

namespace Gateway.EndToEnd.Redis;

/// <summary>What two gateways know of each other's logins: challenge, budget, logout, unlock.</summary>
public sealed class OneLoginTests : Fleet
{
    [Fact]
    public async Task A_code_given_to_either_serves_both_and_the_budget_is_one()
    {
        Exchange.Stx.DefaultUser.RequiresTwoFactor = true;
        await UseRedisAsync();
        var (first, second) = (await StartReplicaAsync(), await StartReplicaAsync());
        await first.WhenStateAsync("two_factor_required");
        await second.WhenStateAsync("two_factor_required");
        Assert.Equal(1, Exchange.Stx.LoginsSent);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await first.ActAsync("two-factor", """{"code":"000000"}"""));
        await second.WhenAsync(status => Remaining(status) == 3, "the budget of both");
        Assert.Equal(HttpStatusCode.OK, await second.ActAsync("two-factor", $$"""{"code":"{{Assert.Single(Exchange.Stx.Mails).Code}}"}"""));

        await first.WhenStateAsync("active");
        foreach (var replica in new[] { first, second })
        {
            using var answer = await replica.CallAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await replica.WhenAsync(status => Remaining(status) == 2, "the budget of both");
        }

        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.Single(Exchange.Stx.Calls.Where(call => call.Operation == StxOperations.Rest).Select(call => call.AccessToken).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_logout_and_the_login_after_it_are_everybodys()
    {
        await UseRedisAsync();
        var replicas = await StartReplicasAsync(2);

        Assert.Equal(HttpStatusCode.OK, await replicas[0].ActAsync("logout"));
        await replicas[1].WhenStateAsync("logged_out");
        Assert.Equal(HttpStatusCode.OK, await replicas[1].ActAsync("login"));
        await replicas[0].WhenStateAsync("active");

        Assert.Equal(2, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_rejection_and_its_unlock_are_everybodys()
    {
        await UseRedisAsync();
        Exchange.Stx.DefaultUser.ChangePassword("canary-changed");
        var (first, second) = (await StartReplicaAsync(), await StartReplicaAsync());
        await first.WhenStateAsync("rejected");
        await second.WhenStateAsync("rejected");
        Assert.Equal(1, Exchange.Stx.LoginsSent);

        Exchange.Stx.DefaultUser.ChangePassword(Password);
        Assert.Equal(HttpStatusCode.OK, await first.ActAsync("unlock"));
        await first.WhenStateAsync("active");
        await second.WhenStateAsync("active");
        Assert.Equal(2, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Without_a_key_redis_is_refused_and_nothing_of_the_configuration_is_repeated()
    {
        Settings["Gateway__Store__Kind"] = "Redis";
        Settings["Gateway__Store__Redis"] = "127.0.0.1:6379,password=canary-redis-password,nonsense=canary-redis-password";
        MoreSecrets.Add("canary-redis-password");

        var (code, _, error) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("Gateway:Store:EncryptionKey", error, StringComparison.Ordinal);
        Assert.Contains("Gateway:Store:AllowPlaintext=true", error, StringComparison.Ordinal);
        Assert.Contains("Gateway:Store:Redis (environment): is no Redis configuration", error, StringComparison.Ordinal);

        Settings["Gateway__Store__AllowPlaintext"] = "true";
        foreach (var command in new[] { "serve", "check-config" })
        {
            var (again, _, second) = await RunAsync(command);
            Assert.Equal(1, again);
            Assert.Contains("Gateway:Store:Redis (environment): is no Redis configuration", second, StringComparison.Ordinal);
        }
    }

    private static int Remaining(JsonElement status) => status.GetProperty("loginBudget").GetProperty("remaining").GetInt32();
}
