using System.Diagnostics;
using System.Text.Json;
using Gateway.Testing;
using Sandbox.Stx;

namespace Gateway.Tests.Clients;

/// <summary>A program that is a bot, run as it is against any address.</summary>
/// <param name="Program">The interpreter.</param>
/// <param name="File">The script, below <c>tests/clients</c>.</param>
internal sealed record ClientScript(string Program, string File)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>What else it finds in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    private static string Folder => Path.Combine(Repository.Root, "tests", "clients");

    public static ClientScript Node(string file, string package = "phoenix")
    {
        if (Find("node") is not { } node)
        {
            Assert.Skip("Node.js is not installed (Debian: nodejs npm).");
        }
        else if (Directory.Exists(Path.Combine(Folder, "node", "node_modules", package)))
        {
            return new ClientScript(node, "node/" + file);
        }

        Assert.Skip("The npm packages are not installed; run: npm ci --prefix tests/clients/node.");
        throw new UnreachableException();
    }

    public static ClientScript Python(string file, string package)
    {
        // The packages come from Debian, and so does the Python that sees them.
        var python = System.IO.File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Find("python3");
        if (python is not null)
        {
            using var probe = Start(python, ["-c", "import " + package]);
            probe.StandardInput.Close();
            if (probe.WaitForExit(Limit) && probe.ExitCode == 0)
            {
                return new ClientScript(python, "python/" + file);
            }
        }

        Assert.Skip($"Python has no package {package} (Debian: python3-requests python3-aiohttp python3-websockets python3-websocket).");
        throw new UnreachableException();
    }

    public static ClientScript Curl()
    {
        Assert.SkipWhen(Find("curl") is null || Find("sh") is null, "curl is not installed.");
        return new ClientScript(Find("sh")!, "curl/http");
    }

    /// <summary>Runs it to its end and gives all that it said; a line with a pause is answered once <paramref name="onPause"/> is done.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Uri baseUrl, Uri sandbox, string password, Func<string, Task>? onPause = null)
    {
        using var process = Start(
            Program,
            [Path.Combine(Folder, File)],
            [
                ("BASE_URL", baseUrl.ToString()), ("CONTROL_URL", sandbox.ToString()), ("EMAIL", StxExchange.DefaultEmail), ("PASSWORD", password),
                .. Environment.Select(pair => (pair.Key, pair.Value)),
            ]);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var lines = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (PauseOf(line) is not { } pause)
                {
                    lines.Add(line);
                    continue;
                }

                await (onPause?.Invoke(pause) ?? Task.CompletedTask);
                await process.StandardInput.WriteLineAsync("go on");
                await process.StandardInput.FlushAsync(limit.Token);
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{File} did not end. It said: {string.Join('\n', lines)}");
        }

        Assert.True(process.ExitCode == 0, $"{File} ended with {process.ExitCode}: {string.Join('\n', lines)}\n{await errors}");
        return lines;
    }

    private static string? PauseOf(string line)
    {
        if (!line.StartsWith("{\"pause\"", StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("pause").GetString();
    }

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Whatever proxy the machine has, these talk to loopback.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "*";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    private static string? Find(string program) => (System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(System.IO.File.Exists);
}
