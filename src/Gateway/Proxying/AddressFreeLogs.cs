using Microsoft.Extensions.Options;

namespace Gateway.Proxying;

/// <summary>
/// Silences the framework's messages that hold whole addresses, whatever the settings say: a socket's query carries a token.
/// </summary>
internal sealed class AddressFreeLogs : IPostConfigureOptions<LoggerFilterOptions>
{
    private static readonly string[] Categories =
    [
        "Yarp.ReverseProxy.Forwarder.HttpForwarder",
        "Microsoft.AspNetCore.Hosting.Diagnostics",
    ];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // A rule of a provider beats one for all, so each provider that is named anywhere gets its own.
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList();
        for (var i = options.Rules.Count - 1; i >= 0; i--)
        {
            if (Names(options.Rules[i].CategoryName))
            {
                options.Rules.RemoveAt(i);
            }
        }

        foreach (var category in Categories)
        {
            foreach (var provider in providers)
            {
                options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, filter: null));
            }
        }
    }

    // Also patterns that would be longer, and so stronger, than the plain name.
    private static bool Names(string? rule) => rule is not null
        && (rule.Contains("HttpForwarder", StringComparison.OrdinalIgnoreCase)
            || rule.Contains("Hosting.Diagnostics", StringComparison.OrdinalIgnoreCase));
}
