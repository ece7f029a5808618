using Microsoft.Extensions.Options;

namespace Gateway.Telemetry;

/// <summary>
/// Categories that are never heard below Warning, whatever rules somebody adds: their messages hold whole addresses, and a socket's
/// address carries a token. Two are not heard at all. The forwarder's warnings repeat what an upstream sent, header lines included, with a stack
/// for each caller that hangs up; proxying tells the same in one line of its own. And a logger that could write anything makes the web
/// server create an activity and a scope for each request.
/// </summary>
internal sealed class LogFloor : IPostConfigureOptions<LoggerFilterOptions>
{
    private static readonly (string Name, LogLevel Level)[] Categories =
    [
        ("System.Net.Http", LogLevel.Warning),
        ("Yarp.ReverseProxy.Forwarder", LogLevel.None),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),
        ("Microsoft.AspNetCore.Hosting", LogLevel.Warning),
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
    ];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        foreach (var rule in options.Rules.Where(rule => Mentions(rule.CategoryName)).ToList())
        {
            options.Rules.Remove(rule);
        }

        // A rule for one provider beats a rule for all, so every provider that has rules gets the floor as well.
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
        {
            foreach (var (category, level) in Categories)
            {
                options.Rules.Add(new LoggerFilterRule(provider, category, level, filter: null));
            }
        }
    }

    // Also longer names and patterns, which would be stronger than the plain name.
    private static bool Mentions(string? rule) => rule is not null && (rule.Contains('*', StringComparison.Ordinal)
        || Categories.Any(category => rule.StartsWith(category.Name, StringComparison.OrdinalIgnoreCase)));
}
