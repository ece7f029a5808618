using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.EndToEnd;

public sealed partial class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gw").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["STX_EMAIL"] = "bot@example.test",
        ["STX_PASSWORD"] = "correct horse",
        ["STX_HOST"] = "http://127.0.0.1:9",
        ["Gateway__Proxy__Url"] = "http://127.0.0.1:0",
        ["Gateway__Management__Url"] = $"http://unix:{_folder}/m.sock",
        ["Gateway__Store__Path"] = Path.Combine(_folder, "state"),
    };

    [Fact]
    public async Task Serve_answers_its_commands_and_ends_with_0_on_SIGTERM()
    {
        using var gateway = GatewayProcess.Start(Settings);
        await gateway.WaitForStartAsync();

        Assert.Equal(0, (await GatewayProcess.RunAsync(Settings, "healthcheck", "--live")).ExitCode);
        var (ready, _, reason) = await GatewayProcess.RunAsync(Settings, "healthcheck");
        Assert.Equal(3, ready);
        Assert.StartsWith("not_ready: default is ", reason, StringComparison.Ordinal);
        Assert.Equal(4, (await GatewayProcess.RunAsync(Settings, "status", "nobody")).ExitCode);

        gateway.Terminate();
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.False(File.Exists(Path.Combine(_folder, "m.sock")));
        Assert.DoesNotContain("correct horse", gateway.Output + gateway.Error, StringComparison.Ordinal);
        Assert.All(gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task Only_the_gateways_own_settings_open_sockets()
    {
        int[] ports = [FreePort(), FreePort(), FreePort(), FreePort(), FreePort()];
        var settings = Settings;
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[0]}";
        settings["ASPNETCORE_HTTP_PORTS"] = $"{ports[1]}";
        settings["Kestrel__Endpoints__Extra__Url"] = $"http://127.0.0.1:{ports[2]}";
        using var gateway = GatewayProcess.Start(
            settings, "--urls", $"http://127.0.0.1:{ports[3]}", $"--Kestrel:Endpoints:Other:Url=http://127.0.0.1:{ports[4]}");
        await gateway.WaitForStartAsync();

        var proxy = int.Parse(ProxyPort().Match(gateway.Output).Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Listens(proxy));
        Assert.DoesNotContain(ports, Listens);
    }

    [Fact]
    public async Task A_second_process_on_the_state_folder_is_1_with_a_message()
    {
        using var first = GatewayProcess.Start(Settings);
        await first.WaitForStartAsync();
        var settings = Settings;
        settings["Gateway__Management__Url"] = "http://127.0.0.1:0";

        var (code, _, error) = await GatewayProcess.RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains(Path.Combine(_folder, "state"), error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_1_with_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = Settings;
        settings["Gateway__Proxy__Url"] = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var (code, _, error) = await GatewayProcess.RunAsync(settings);

        Assert.Equal(1, code);
        Assert.StartsWith("Gateway:Proxy:Url (http://127.0.0.1:", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_tells_every_problem_at_once_and_starts_nothing()
    {
        var settings = Settings;
        Assert.Equal(0, (await GatewayProcess.RunAsync(settings, "check-config")).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "state")));

        settings["Gateway__Bogus"] = "1";
        var (code, _, error) = await GatewayProcess.RunAsync(settings, "check-config", "--Gateway:Store:Kind=Nowhere");

        Assert.Equal(1, code);
        Assert.Contains("Gateway:Bogus", error, StringComparison.Ordinal);
        Assert.Contains("Gateway:Store:Kind", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_gateway_healthcheck_is_2() =>
        Assert.Equal(2, (await GatewayProcess.RunAsync(Settings, "healthcheck", "--live")).ExitCode);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool Listens(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"proxy http://127\.0\.0\.1:(?<port>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex ProxyPort();
}
