namespace Sandbox.Phoenix;

/// <summary>One attempt to join a topic.</summary>
/// <param name="Topic">The topic as it was asked for.</param>
/// <param name="Refusal">The reason of the refusal; null if it was joined.</param>
/// <param name="Token">The token that the socket was opened with.</param>
public sealed record PhoenixJoin(string Topic, string? Refusal, string? Token);
