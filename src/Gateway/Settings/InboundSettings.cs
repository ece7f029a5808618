using System.Collections.Immutable;

namespace Gateway.Settings;

/// <summary>Who may call.</summary>
public sealed record InboundSettings
{
    /// <summary>The callers; with at least one, every proxied request needs a key.</summary>
    public ImmutableArray<CallerDefinition> Callers { get; init; } = [];

    /// <summary>The names, beside those of loopback, that <c>Host</c> may hold.</summary>
    public ImmutableArray<AllowedHost> AllowedHosts { get; init; } = [];

    /// <summary>The origins of web pages that may call, as browsers write them.</summary>
    public ImmutableArray<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether the proxy listener may be reached from other machines although there are no callers. Default false.</summary>
    public bool AllowAnonymous { get; init; }
}
