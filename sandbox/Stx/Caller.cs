namespace Sandbox.Stx;

/// <summary>Who calls, as far as the bearer tells.</summary>
internal sealed record Caller(string? AccessToken, string? IpAddress);
