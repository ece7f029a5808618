using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class CommandTests : Scene
{
    [Fact]
    public async Task Commands_tell_and_change_what_the_running_gateway_does()
    {
        using var gateway = await ActiveAsync();

        var table = await RunAsync("status");
        Assert.Equal(0, table.Code);
        Assert.Matches(@"(?m)^default\tstx\tactive\t", table.Output);
        var all = await RunAsync("status", "--json");
        Assert.Equal(0, all.Code);
        Assert.Equal("active", Assert.Single(JsonDocument.Parse(all.Output).RootElement.EnumerateArray()).GetProperty("state").GetString());
        var one = await RunAsync("status", "default", "--json");
        Assert.Equal(Exchange.Stx.DefaultUser.UserId, JsonDocument.Parse(one.Output).RootElement.GetProperty("userId").GetString());

        Assert.Equal((0, "ready\n", ""), await RunAsync("healthcheck"));
        Assert.Equal((0, "live\n", ""), await RunAsync("healthcheck", "--live"));

        Assert.Equal((0, "default is active\n", ""), await RunAsync("login", "default"));
        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.Equal((0, "default is active\n", ""), await RunAsync("login", "default", "--force"));
        Assert.Equal(2, Exchange.Stx.LoginsSent);
        Assert.Equal((0, "default is active\n", ""), await RunAsync("refresh", "default"));
        Assert.Equal(1, Exchange.Stx.Count("newToken"));

        Assert.Equal((0, "default is logged_out\n", ""), await RunAsync("logout", "default"));
        Assert.Equal(1, Exchange.Stx.Count("logout"));
        using (var refused = await CallAsync(gateway))
        {
            Assert.Equal("logged_out", Assert.Single(refused.Headers.GetValues("X-Gateway-Error")));
        }

        Assert.Equal(3, (await RunAsync("healthcheck")).Code);
        Assert.Equal(0, (await RunAsync("healthcheck", "--live")).Code);
        var refresh = await RunAsync("refresh", "default");
        Assert.Equal(4, refresh.Code);
        Assert.StartsWith("logged_out: ", refresh.Error, StringComparison.Ordinal);

        Assert.Equal((0, "default is active\n", ""), await RunAsync("login", "default"));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway)).StatusCode);
        Assert.Equal(3, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_4()
    {
        Exchange.Stx.DefaultUser.ChangePassword("another");
        using var gateway = await StartedAsync();
        await WhenStateAsync("rejected");

        var login = await RunAsync("login", "default", "--force");
        Assert.Equal(4, login.Code);
        Assert.StartsWith("invalid_credentials: ", login.Error, StringComparison.Ordinal);
        foreach (var command in new[] { "status", "login", "refresh", "logout" })
        {
            var (code, _, error) = await RunAsync(command, "nobody");
            Assert.Equal(4, code);
            Assert.StartsWith("unknown_account: ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_gateway_every_command_is_2_and_a_wrong_usage_is_1()
    {
        foreach (var command in new[] { "healthcheck", "status", "login default", "refresh default", "logout default" })
        {
            var (code, output, error) = await RunAsync(command.Split(' '));
            Assert.Equal(2, code);
            Assert.Empty(output);
            Assert.StartsWith("No gateway answers at http://unix:", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }

        Assert.Equal(1, (await RunAsync("login")).Code);
        Assert.Equal(1, (await RunAsync("dance")).Code);
        Assert.Equal(1, (await RunAsync("status", "--Gateway:Bogus=1")).Code);
    }

    [Fact]
    public async Task Commands_reach_a_management_listener_on_tcp_as_well()
    {
        // The commands take the address from the settings, so the port cannot be left to the system.
        var port = FreePort.Find();
        Settings["Gateway__Management__Url"] = $"http://localhost:{port}";
        using var gateway = await StartedAsync();

        Assert.Equal((0, "live\n", ""), await RunAsync("healthcheck", "--live"));
        Assert.Equal(4, (await RunAsync("status", "nobody")).Code);
    }
}
