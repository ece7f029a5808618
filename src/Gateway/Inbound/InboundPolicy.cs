using System.Collections.Immutable;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>Who may talk to us now. Never changed, only replaced.</summary>
/// <param name="AllowedHosts">The names, beside those of loopback, that <c>Host</c> may hold.</param>
/// <param name="AllowedOrigins">The origins of pages that may call.</param>
/// <param name="Callers">The keys of the proxy listener; null if it needs none.</param>
/// <param name="Operators">The key of the management listener; null if it needs none.</param>
internal sealed record InboundPolicy(
    ImmutableArray<AllowedHost> AllowedHosts, ImmutableArray<string> AllowedOrigins, KeyTable? Callers, KeyTable? Operators);
