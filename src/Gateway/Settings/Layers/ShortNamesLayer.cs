namespace Gateway.Settings.Layers;

/// <summary>The short environment names of STX, which together make one account on one upstream.</summary>
internal static class ShortNamesLayer
{
    public const string Account = "default";
    public const string Upstream = "stx";
    public const string Prefix = "STX";

    public static IReadOnlyList<string> Names { get; } =
        ["STX_EMAIL", "STX_PASSWORD", "STX_PASSWORD_FILE", "STX_REGION", "STX_ENV", "STX_HOST", "STX_PROFILE", "STX_CREDENTIALS"];

    /// <summary>Those names that have a value and are of no use where accounts are configured; STX_CREDENTIALS is of use there too.</summary>
    public static IReadOnlyList<string> UnusedBesideAccounts(SettingsSources sources) =>
        [.. Names.Where(name => name is not "STX_CREDENTIALS" && sources.Variable(name) is not null), .. StackAuthShortNames.Set(sources)];

    /// <summary>The layer; null if none of the names has a value.</summary>
    public static SettingsLayer? Read(SettingsSources sources)
    {
        if (!Names.Any(name => sources.Variable(name) is not null))
        {
            return null;
        }

        const string AccountPath = $"Gateway:Accounts:{Account}";
        const string UpstreamPath = $"Gateway:Upstreams:{Upstream}";
        var layer = new SettingsLayer("environment");
        layer.Add($"{AccountPath}:Upstream", Upstream);
        layer.Add($"{UpstreamPath}:Protocol", "Stx");
        Add($"{AccountPath}:Email", "STX_EMAIL");
        Add($"{AccountPath}:Password", "STX_PASSWORD");
        Add($"{AccountPath}:PasswordFile", "STX_PASSWORD_FILE");
        Add($"{UpstreamPath}:Region", "STX_REGION");
        Add($"{UpstreamPath}:Environment", "STX_ENV");
        if (sources.Variable("STX_HOST") is { } host)
        {
            layer.Add($"{UpstreamPath}:BaseUrl", AsUrl(host.Trim()), "STX_HOST");
        }

        if (sources.Variable("STX_PROFILE") is null && sources.Variable("STX_CREDENTIALS") is not null)
        {
            layer.Add($"{AccountPath}:Profile", "default", "STX_CREDENTIALS");
        }
        else
        {
            Add($"{AccountPath}:Profile", "STX_PROFILE");
        }

        return layer;

        void Add(string path, string name)
        {
            if (sources.Variable(name) is { } value)
            {
                layer.Add(path, value, name);
            }
        }
    }

    private static string AsUrl(string host) => host.Contains("://", StringComparison.Ordinal) ? host : $"https://{host}";
}
