using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.EndToEnd.Support;
using Gateway.Testing;
using Gateway.Testing.Redis;

namespace Gateway.EndToEnd.Redis;

/// <summary>What the compose file describes, as plain processes: its own environment and commands, with paths, names and ports of this machine.</summary>
public sealed class ComposeProcessesTests : Scene
{
    private const string SecretsPath = "/run/secrets";
    private static readonly string[] Gateways = ["gateway-1", "gateway-2"];
    private readonly JsonObject _services = YamlFile.Read("deploy", "docker-compose.yml")[0]["services"]!.AsObject();

    private string Secrets => Path.Combine(Folder, "secrets");

    [Fact]
    public async Task Two_gateways_log_in_once_and_the_bot_goes_on_when_one_ends()
    {
        Assert.SkipUnless(RedisProgram.Best.Name == "redis-server" && File.Exists("/bin/sh"), "Needs redis-server and a shell.");
        var redisPort = FreePort.Find();
        await WriteSecretsAsync(redisPort);
        using var redis = StartRedis(redisPort);
        try
        {
            var processes = new List<GatewayProcess>();
            foreach (var name in Gateways)
            {
                UseEnvironmentOf(name);
                processes.Add(await StartedAsync());
                await Eventually.HoldsAsync(Patience, async () => (await RunAsync(HealthCheckOf(name))).Code == 0 ? null : $"{name} is not ready");
            }

            var first = await RunBotAsync(processes);
            Assert.True(first.Code == 0, first.Output);
            Assert.Contains($"{processes[0].ProxyUrl.ToString().TrimEnd('/')} 200 ", first.Output, StringComparison.Ordinal);

            processes[0].Terminate();
            Assert.Equal(0, await processes[0].WaitForExitAsync());
            var second = await RunBotAsync(processes);
            Assert.True(second.Code == 0, second.Output);
            Assert.Contains($"{processes[1].ProxyUrl.ToString().TrimEnd('/')} 200 ", second.Output, StringComparison.Ordinal);
            Assert.Equal(1, Exchange.Stx.LoginsSent);
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task WriteSecretsAsync(int redisPort)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Directory.CreateDirectory(Secrets);
        foreach (var (name, text) in new[]
        {
            ("bot_password", Password),
            ("bot_key", $"gwk_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))}"),
            ("encryption_key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ("redis_auth", $"requirepass {password}"),
            ("redis_connection", $"127.0.0.1:{redisPort.ToString(CultureInfo.InvariantCulture)},password={password}"),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(Secrets, name), text + "\n", TestContext.Current.CancellationToken);
            MoreSecrets.Add(text);
        }
    }

    private Process StartRedis(int port)
    {
        var command = _services["redis"]!["command"]!.AsArray().Select(part => Here(part!.GetValue<string>()))
            .Select(part => part == "/data" ? Folder : part).ToList();
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private void UseEnvironmentOf(string gateway)
    {
        Settings.Clear();
        var given = new Dictionary<string, string>(ComposeText.Example, StringComparer.Ordinal) { ["BOT_EMAIL"] = Exchange.Stx.DefaultUser.Email };
        foreach (var (name, value) in _services[gateway]!["environment"]!.AsObject())
        {
            Settings[name] = Here(ComposeText.Fill(value!.GetValue<string>(), given));
        }

        Settings["HOME"] = Folder;
        Settings["Gateway__Proxy__Url"] = "http://127.0.0.1:0";
        Settings["Gateway__Management__Url"] = $"http://unix:{Path.Combine(Folder, gateway)}.sock";
        Settings["Gateway__Upstreams__stx__BaseUrl"] = Exchange.BaseUrl.ToString();
    }

    private string[] HealthCheckOf(string gateway) =>
        [.. _services[gateway]!["healthcheck"]!["test"]!.AsArray().Skip(2).Select(part => part!.GetValue<string>())];

    private async Task<(int Code, string Output)> RunBotAsync(IEnumerable<GatewayProcess> gateways)
    {
        var bot = _services["bot"]!;
        var entry = bot["entrypoint"]!.AsArray().Select(part => part!.GetValue<string>()).ToList();
        var mount = bot["volumes"]![0]!.GetValue<string>().Split(':');
        var script = Path.GetFullPath(Path.Combine(Repository.Root, "deploy", mount[0]));
        Assert.Equal(mount[1], entry[1]);
        var start = new ProcessStartInfo(entry[0], script) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in bot["environment"]!.AsObject())
        {
            start.Environment[name] = Here(value!.GetValue<string>());
        }

        start.Environment["GATEWAY_URLS"] = string.Join(' ', gateways.Select(gateway => gateway.ProxyUrl.ToString().TrimEnd('/')));
        start.Environment["BOT_QUESTIONS"] = "1";
        start.Environment["BOT_EVERY"] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private string Here(string value) => value.Replace(SecretsPath, Secrets, StringComparison.Ordinal);
}
