using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Testing.Redis;

/// <summary>A Redis of a test's own, in a process that can be killed, paused and started anew on the same port.</summary>
public sealed class RedisServer : IDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly RedisProgram _program;
    private readonly bool _keepsData;
    private Process? _process;

    private RedisServer(RedisProgram program, bool keepsData) => (_program, _keepsData) = (program, keepsData);

    public int Port { get; private set; }

    /// <summary>The password that it wants now; null for none.</summary>
    public string? Password { get; private set; }

    /// <summary>Where it saves to when it is told to.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("redis").FullName;

    /// <summary>The configuration string by which a gateway reaches it.</summary>
    public string Configuration => Password is null ? $"127.0.0.1:{Text(Port)}" : $"127.0.0.1:{Text(Port)},password={Password}";

    /// <param name="password">The password that it wants; null for none.</param>
    /// <param name="program">Which; the best there is if null.</param>
    /// <param name="keepsData">Writes to disk before it answers, so that <see cref="ReviveAsync"/> can bring it back as it was.</param>
    public static async Task<RedisServer> StartAsync(string? password = null, RedisProgram? program = null, bool keepsData = false)
    {
        var server = new RedisServer(program ?? RedisProgram.Best, keepsData);
        for (var tries = 1; ; tries++)
        {
            server.Port = FreePort();
            try
            {
                await server.RestartAsync(password);
                return server;
            }
            catch (InvalidOperationException) when (tries < Tries)
            {
                // Somebody else was quicker with the port.
            }
        }
    }

    /// <summary>A configuration string for a port on which nothing listens.</summary>
    public static string NobodyAt(out int port)
    {
        port = FreePort();
        return $"127.0.0.1:{Text(port)}";
    }

    /// <summary>Starts it on its port, with nothing in it.</summary>
    public Task RestartAsync(string? password = null)
    {
        Kill();
        foreach (var left in _keepsData ? Directory.GetFileSystemEntries(Folder) : [])
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
            else
            {
                File.Delete(left);
            }
        }

        return ReviveAsync(password);
    }

    /// <summary>Starts it on its port with what it has on disk.</summary>
    public async Task ReviveAsync(string? password = null)
    {
        Kill();
        Password = password;
        var line = _program.CommandLine(Port, password, Folder, _keepsData);
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WhenAnsweringAsync(_process);
    }

    /// <summary>Starts one on a port that was promised before.</summary>
    public static async Task<RedisServer> StartAtAsync(int port, string? password = null)
    {
        var server = new RedisServer(RedisProgram.Best, keepsData: false) { Port = port };
        await server.RestartAsync(password);
        return server;
    }

    /// <summary>Ends it as a crash does; what it had is gone.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    /// <summary>Stops it in its tracks (SIGSTOP): connections stay and nothing answers.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw() => Signal("CONT");

    public void Dispose()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WhenAnsweringAsync(Process process)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited)
            {
                _process = null;
                throw new InvalidOperationException($"{_program.Name} ended with exit code {process.ExitCode}.");
            }

            try
            {
                using var client = await RedisText.ConnectAsync(this);
                if (await client.AskAsync("PING") == "+PONG")
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException && watch.Elapsed < Patience)
            {
                // Not yet.
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Text(_process!.Id)]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
