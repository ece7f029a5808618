using System.Text.RegularExpressions;
using Gateway.Core;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Deployment;

/// <summary>What the program would make of a container's environment on top of the image's own.</summary>
internal static partial class ImageSettings
{
    /// <summary>The paths at which deployments mount secrets.</summary>
    public const string SecretsPath = "/run/secrets";

    /// <summary>Every accepted key, as a pattern over environment names.</summary>
    private static readonly Regex[] Keys = [.. SettingKeys.With(KnownProtocols.All).Select(Pattern)];

    private static string Dockerfile { get; } = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    /// <summary>The ports that the image exposes.</summary>
    public static string[] Ports => Exposed().Match(Dockerfile).Groups["ports"].Value.Split(' ');

    /// <summary>The numbers that the image runs as.</summary>
    public static string User => RunsAs().Match(Dockerfile).Groups["user"].Value;

    public static void AssertKnown(IEnumerable<string> names) =>
        Assert.All(names.Where(name => name.StartsWith("Gateway__", StringComparison.Ordinal)), name => Assert.Contains(Keys, key => key.IsMatch(name)));

    /// <summary>Reads the settings as the container would, with every secret that they name in place.</summary>
    public static GatewayModel Read(SettingsFolder folder, IEnumerable<KeyValuePair<string, string>> environment, string? file)
    {
        foreach (Match match in Setting().Matches(Dockerfile))
        {
            folder.Environment[match.Groups["name"].Value] = match.Groups["value"].Value;
        }

        foreach (var (name, value) in environment)
        {
            folder.Environment[name] = Place(folder, name, value);
        }

        if (file is not null)
        {
            foreach (Match match in SecretFile().Matches(file))
            {
                Place(folder, match.Groups["name"].Value, match.Groups["path"].Value);
            }

            folder.Environment["GATEWAY_CONFIG"] = folder.Write("gateway.json", file.Replace(SecretsPath, folder.PathOf("secrets"), StringComparison.Ordinal));
        }

        return folder.Model();
    }

    private static string Place(SettingsFolder folder, string setting, string value)
    {
        if (!value.StartsWith(SecretsPath + "/", StringComparison.Ordinal))
        {
            return value;
        }

        // Each file is different, because two callers with one key are an error.
        var secret = setting.Contains("EncryptionKey", StringComparison.Ordinal) ? Convert.ToBase64String(new byte[32])
            : setting.Contains("Redis", StringComparison.Ordinal) ? "redis:6379,password=secret"
            : $"gwk_0123456789abcdefghij_{value}";
        return folder.Write(Path.Combine("secrets", Path.GetRelativePath(SecretsPath, value)), secret + "\n");
    }

    private static Regex Pattern(string key) => new(
        $"^{Name().Replace(key.Replace(":", "__", StringComparison.Ordinal), "[a-z0-9][a-z0-9_-]*")}$",
        RegexOptions.NonBacktracking);

    [GeneratedRegex(@"\{[uac]\}", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<name>Gateway__\w+)=(?<value>[^\s\\]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Setting();

    [GeneratedRegex(@"""(?<name>\w+File)"": ""(?<path>[^""]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"\nEXPOSE (?<ports>[0-9 ]+)\n", RegexOptions.NonBacktracking)]
    private static partial Regex Exposed();

    [GeneratedRegex(@"\nUSER (?<user>[0-9:]+)\n", RegexOptions.NonBacktracking)]
    private static partial Regex RunsAs();
}
