using System.Diagnostics.Metrics;

namespace Gateway.Core.Diagnostics;

/// <summary>
/// The one meter of a running gateway. Each room makes its own instruments on it, by the names that operators know
/// (<c>gateway_replays_total</c> ...). An instance for each gateway, so that two in one process do not count together.
/// </summary>
public sealed class GatewayMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Gateway";

    /// <summary>The meter that instruments are made on.</summary>
    public Meter Meter { get; } = new(Name);

    /// <inheritdoc />
    public void Dispose() => Meter.Dispose();
}
