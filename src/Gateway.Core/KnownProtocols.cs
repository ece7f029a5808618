using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.StackAuth;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Core;

/// <summary>Every protocol that the gateway speaks. Whoever adds one names it here and nowhere else.</summary>
public static class KnownProtocols
{
    /// <summary>They.</summary>
    public static IReadOnlyList<IUpstreamProtocolFactory> All { get; } = [new StxProtocolFactory(), new StackAuthProtocolFactory()];
}
