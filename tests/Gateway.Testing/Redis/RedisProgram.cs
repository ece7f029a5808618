using System.Globalization;
using System.Reflection;

namespace Gateway.Testing.Redis;

/// <summary>A program that is a Redis server: the real one of the machine, or Garnet, which comes as a package.</summary>
public sealed record RedisProgram(string Name, Func<int, string?, string, bool, IReadOnlyList<string>> CommandLine)
{
    public static readonly RedisProgram Garnet = new("garnet", (port, password, folder, keepsData) =>
    [
        "dotnet", GarnetPath, "--port", Text(port), "--bind", "127.0.0.1", "--lua", "--checkpointdir", folder,
        .. password is null ? Array.Empty<string>() : ["--auth", "Password", "--password", password],
        .. keepsData ? ["--aof", "--aof-commit-freq", "0", "--recover"] : Array.Empty<string>(),
    ]);

    private static readonly RedisProgram Real = new("redis-server", (port, password, folder, keepsData) =>
    [
        "redis-server", "--port", Text(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--daemonize", "no",
        .. password is null ? Array.Empty<string>() : ["--requirepass", password],
        .. keepsData ? ["--appendonly", "yes", "--appendfsync", "always"] : Array.Empty<string>(),
    ]);

    /// <summary>The one that tests use: <c>redis-server</c> if it is on the path, else Garnet.</summary>
    public static RedisProgram Best { get; } = IsOnPath("redis-server") ? Real : Garnet;

    private static string GarnetPath => Directory.GetFiles(
        typeof(RedisProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "GarnetFolder").Value!,
        "GarnetServer.dll",
        SearchOption.AllDirectories).MinBy(path => path.Length)!;

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
