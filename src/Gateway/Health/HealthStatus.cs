namespace Gateway.Health;

/// <summary>The body of the liveness and start-up probes.</summary>
internal sealed record HealthStatus(string Status);
