using System.Collections;

namespace Gateway.Settings;

/// <summary>What settings are read from. Everything comes from outside, so that a reading depends on nothing but this value and files.</summary>
public sealed record SettingsSources
{
    /// <summary>The command line's settings as written: <c>--Gateway:Key=value</c> or <c>--Gateway:Key value</c>; nothing else.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The file of <c>--config</c>; null to take <c>GATEWAY_CONFIG</c> from the environment.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The folder of <c>appsettings.json</c>. Default: the program's own.</summary>
    public string ContentRoot { get; init; } = AppContext.BaseDirectory;

    /// <summary>The folder that relative paths start from. Default: the working folder of the process.</summary>
    public string WorkingFolder { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>The user's home; null if there is none.</summary>
    public string? HomeFolder { get; init; }

    /// <summary>Whether the log goes to a terminal, which decides its default format.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The sources of this process.</summary>
    /// <param name="commandLine">The settings among the arguments.</param>
    /// <param name="configFile">The value of <c>--config</c>, or null.</param>
    public static SettingsSources FromProcess(IReadOnlyList<string> commandLine, string? configFile)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = variable.Value as string ?? string.Empty;
        }

        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile, System.Environment.SpecialFolderOption.DoNotVerify);
        return new SettingsSources
        {
            CommandLine = commandLine,
            Environment = environment,
            ConfigFile = configFile,
            HomeFolder = home.Length == 0 ? null : home,
            IsTerminal = !Console.IsOutputRedirected,
        };
    }

    /// <summary>The name in <c>appsettings.{name}.json</c>.</summary>
    public string EnvironmentName => Variable("ASPNETCORE_ENVIRONMENT") ?? Variable("DOTNET_ENVIRONMENT") ?? "Production";

    /// <summary>An environment variable; null if unset or empty.</summary>
    internal string? Variable(string name) =>
        Environment.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>The named settings file, absolute, and what named it; null if none is named.</summary>
    internal (string Path, string NamedBy)? NamedFile
    {
        get
        {
            if (ConfigFile is not null)
            {
                return (FullPath(ConfigFile), "--config");
            }

            return Variable("GATEWAY_CONFIG") is { } path ? (FullPath(path), "GATEWAY_CONFIG") : null;
        }
    }

    /// <summary>The settings files, highest first, whether they exist or not.</summary>
    internal IEnumerable<string> Files
    {
        get
        {
            if (NamedFile is var (path, _))
            {
                yield return path;
            }

            yield return Path.Combine(ContentRoot, $"appsettings.{EnvironmentName}.json");
            yield return Path.Combine(ContentRoot, "appsettings.json");
        }
    }

    /// <summary>Makes a path absolute; <c>~/</c> is the user's home.</summary>
    internal string FullPath(string path) => path.StartsWith("~/", StringComparison.Ordinal) && HomeFolder is not null
        ? Path.GetFullPath(path[2..], HomeFolder)
        : Path.GetFullPath(path, WorkingFolder);

    /// <summary>The STX profile file; null if nothing names it and the user has no home.</summary>
    internal string? ProfileFile => Variable("STX_CREDENTIALS") is { } named
        ? FullPath(named)
        : HomeFolder is null ? null : Path.Combine(HomeFolder, ".stx", "credentials");
}
