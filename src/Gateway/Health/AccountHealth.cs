namespace Gateway.Health;

/// <summary>One account in a readiness answer.</summary>
internal sealed record AccountHealth(string Account, string State);
