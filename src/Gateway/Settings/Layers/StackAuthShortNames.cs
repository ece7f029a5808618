namespace Gateway.Settings.Layers;

/// <summary>The short environment names of Stack Auth. Each is read under its newer name, <c>HEXCLAVE_</c> in place of <c>STACK_</c>, first.</summary>
internal static class StackAuthShortNames
{
    public const string Prefix = "STACK";
    public const string Upstream = "stack-auth";

    private const string AccountPath = $"Gateway:Accounts:{ShortNamesLayer.Account}";
    private const string UpstreamPath = $"Gateway:Upstreams:{Upstream}";

    private static readonly (string Name, string Path)[] Keys =
    [
        ("_PROJECT_ID", $"{UpstreamPath}:ProjectId"),
        ("_PUBLISHABLE_CLIENT_KEY", $"{UpstreamPath}:PublishableClientKey"),
        ("_PUBLISHABLE_CLIENT_KEY_FILE", $"{UpstreamPath}:PublishableClientKeyFile"),
        ("_SECRET_SERVER_KEY", $"{UpstreamPath}:SecretServerKey"),
        ("_SECRET_SERVER_KEY_FILE", $"{UpstreamPath}:SecretServerKeyFile"),
        ("_AUTH_URL", $"{UpstreamPath}:AuthUrl"),
        ("_BASE_URL", $"{UpstreamPath}:BaseUrl"),
        ("_EMAIL", $"{AccountPath}:Email"),
        ("_PASSWORD", $"{AccountPath}:Password"),
        ("_PASSWORD_FILE", $"{AccountPath}:PasswordFile"),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Keys.Select(key => Prefix + key.Name)];

    /// <summary>Those names that have a value, as they are set.</summary>
    public static IReadOnlyList<string> Set(SettingsSources sources) => [.. Keys.Select(key => Find(sources, key.Name)).OfType<string>()];

    /// <summary>The layer; null if none of the names has a value.</summary>
    public static SettingsLayer? Read(SettingsSources sources)
    {
        if (Set(sources).Count == 0)
        {
            return null;
        }

        var layer = new SettingsLayer("environment");
        layer.Add($"{AccountPath}:Upstream", Upstream);
        layer.Add($"{UpstreamPath}:Protocol", "StackAuth");
        foreach (var (name, path) in Keys)
        {
            if (Find(sources, name) is { } set)
            {
                layer.Add(path, sources.Variable(set), set);
            }
        }

        return layer;
    }

    private static string? Find(SettingsSources sources, string name) =>
        sources.Variable("HEXCLAVE" + name) is not null ? "HEXCLAVE" + name
        : sources.Variable(Prefix + name) is not null ? Prefix + name
        : null;
}
