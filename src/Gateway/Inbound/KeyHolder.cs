using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>Somebody with a key.</summary>
/// <param name="Hash">The key's hash.</param>
/// <param name="Caller">The caller; null for the operator.</param>
/// <param name="Gauge">What the caller's limits are measured with; null for the operator.</param>
/// <param name="Standing">What tells open requests that the key has gone; null for the operator.</param>
internal sealed record KeyHolder(KeyHash Hash, CallerDefinition? Caller = null, CallerGauge? Gauge = null, CallerStanding? Standing = null);
