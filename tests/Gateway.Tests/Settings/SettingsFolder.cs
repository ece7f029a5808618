using Gateway.Core;
using Gateway.Redis;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

/// <summary>A folder with settings files, a home and an environment of its own.</summary>
public sealed class SettingsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-settings-");

    public SettingsFolder()
    {
        Directory.CreateDirectory(Home);
        Sources = new SettingsSources
        {
            Environment = Environment,
            ContentRoot = _folder.FullName,
            WorkingFolder = _folder.FullName,
            HomeFolder = Home,
        };
    }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public SettingsSources Sources { get; set; }

    public string Home => Path.Combine(_folder.FullName, "home");

    public static SettingsReader Reader { get; } = new(KnownProtocols.All, RedisConfiguration.ProblemOf);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>An account that works, in the environment.</summary>
    public SettingsFolder WithAccount()
    {
        Environment["STX_EMAIL"] = "bot@example.com";
        Environment["STX_PASSWORD"] = "pw";
        return this;
    }

    public SettingsFolder With(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        Environment[line[..equals].Replace(":", "__", StringComparison.Ordinal)] = line[(equals + 1)..];
        return this;
    }

    public SettingsFolder WithArguments(params string[] arguments)
    {
        Sources = Sources with { CommandLine = arguments };
        return this;
    }

    public SettingsResult Read() => Reader.Read(Sources);

    public GatewayModel Model() => ValidResult().Model;

    public SettingsResult.Valid ValidResult()
    {
        var result = Read();
        Assert.True(result is SettingsResult.Valid, result is SettingsResult.Invalid invalid ? string.Join('\n', invalid.Problems) : "no result");
        return (SettingsResult.Valid)result;
    }

    public IReadOnlyList<string> Problems() => Assert.IsType<SettingsResult.Invalid>(Read()).Problems;

    public void Dispose() => _folder.Delete(recursive: true);
}
