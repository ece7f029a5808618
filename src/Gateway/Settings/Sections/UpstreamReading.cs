using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary>What could be read of an upstream; whatever is missing has been reported. Enough of it is there to judge its accounts by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protocol">Its protocol; null if that is not known.</param>
/// <param name="Options">What only the protocol knows.</param>
/// <param name="Definition">The whole; null if it has no addresses.</param>
internal sealed record UpstreamReading(string Name, IUpstreamProtocolFactory? Protocol, UpstreamOptions Options, UpstreamDefinition? Definition);
