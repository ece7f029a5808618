using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>The exchange's hosts by region and environment.</summary>
internal static class StxHosts
{
    public const string DefaultRegion = "ontario";
    public const string DefaultEnvironment = "staging";

    /// <summary>Stands where an environment is known but takes no sessions yet.</summary>
    private const string NotOpen = "";

    private static readonly Dictionary<string, Dictionary<string, string>> Table = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ontario"] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["staging"] = "api-staging.on.sportsxapp.com",
            ["production"] = "api.on.stxapp.ca",
            ["dev"] = "api-dev.on.sportsxapp.com",
            ["qa"] = "api-qa.on.sportsxapp.com",
            ["demo"] = "demo.stxapp.ca",
        },
        ["us"] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["demo"] = "demo.stxapp.io",
            ["production"] = NotOpen,
        },
    };

    public static IReadOnlyList<string> Regions => [.. Table.Keys];

    /// <summary>The environments of a known region that can be used.</summary>
    public static IReadOnlyList<string> EnvironmentsOf(string region) =>
        [.. Table[region].Where(entry => entry.Value != NotOpen).Select(entry => entry.Key)];

    public static bool IsRegion(string region) => Table.ContainsKey(region);

    public static bool IsNotOpen(string region, string environment) =>
        Table.TryGetValue(region, out var environments) && environments.TryGetValue(environment, out var host) && host == NotOpen;

    public static bool TryFind(string region, string environment, [NotNullWhen(true)] out string? host)
    {
        host = null;
        return Table.TryGetValue(region, out var environments) && environments.TryGetValue(environment, out host) && host != NotOpen;
    }
}
