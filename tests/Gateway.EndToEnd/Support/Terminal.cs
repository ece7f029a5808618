using System.Diagnostics;
using System.Text;

namespace Gateway.EndToEnd.Support;

/// <summary>A command of the program under a pseudo terminal that echoes what is typed, as a person's does.</summary>
internal sealed class Terminal : IDisposable
{
    private const string Script = "/usr/bin/script";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;

    private Terminal(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    /// <summary>All that was written to the terminal, echoes included.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString();
            }
        }
    }

    /// <summary>Runs a command; skips the test where there is no pseudo terminal to be had.</summary>
    public static Terminal Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Script), $"There is no {Script} (util-linux) to make a pseudo terminal with.");
        var command = GatewayProcess.StartInfo(environment, arguments);
        var line = string.Join(' ', command.ArgumentList.Prepend(command.FileName).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        // Without a terminal on its own input it would switch the echo off, and nothing could be seen to leak.
        var start = new ProcessStartInfo(Script, ["--quiet", "--return", "--echo", "always", "--command", line, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        return new Terminal(start);
    }

    /// <summary>Waits until this text stands on the screen for the n-th time.</summary>
    public Task WhenShownAsync(string text, int times = 1) => Eventually.HoldsAsync(
        Patience,
        () => Screen.Split(text).Length > times,
        $"\"{text}\" shown {times} times");

    public async Task TypeAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text + "\r");
        await _process.StandardInput.FlushAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var piece = new char[256];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(piece)) > 0)
        {
            lock (_screen)
            {
                _screen.Append(piece, 0, read);
            }
        }
    }
}
