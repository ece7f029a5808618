using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.EndToEnd;

/// <summary>The real program in a process of its own, with an environment that holds nothing but what a test gives it.</summary>
internal sealed partial class GatewayProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _disposed;

    private GatewayProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = StartInfo(environment, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>How the program is started with these settings and no others.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gateway.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public int Id => _process.Id;

    /// <summary>Where the proxy listens, with the real port; known once the gateway has started.</summary>
    public Uri ProxyUrl => new(ProxyListener().Match(Output).Groups["url"].Value);

    /// <summary>The log lines of one event, in the order in which they were written.</summary>
    public IReadOnlyList<JsonElement> Events(string name) =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("@n", out var found) && found.GetString() == name)];

    /// <summary>Starts a command without waiting for its end.</summary>
    public static GatewayProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(arguments, environment);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var gateway = Start(environment, arguments);
        var code = await gateway.WaitForExitAsync();
        return (code, gateway.Output, gateway.Error);
    }

    /// <summary>Waits for the line that says that the listeners are open.</summary>
    public async Task WaitForStartAsync()
    {
        var exit = _process.WaitForExitAsync();
        var first = await Task.WhenAny(_started.Task, exit).WaitAsync(Patience);
        Assert.True(first == _started.Task, $"The gateway ended early: {Output}{Error}");
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM, as a supervisor does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Sends SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static bool IsSetting(string name) => new[] { "STX_", "STACK_", "HEXCLAVE_", "Gateway__", "GATEWAY_", "ASPNETCORE_", "Kestrel__" }
        .Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private void Take(StringBuilder target, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (target)
        {
            target.AppendLine(line);
        }

        if (line.Contains("Gateway started", StringComparison.Ordinal))
        {
            _started.TrySetResult();
        }
    }

    private static string Read(StringBuilder source)
    {
        lock (source)
        {
            return source.ToString();
        }
    }

    [GeneratedRegex(@"Gateway started: proxy (?<url>http://[^,;\s]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ProxyListener();
}
