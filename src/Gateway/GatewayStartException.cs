namespace Gateway;

/// <summary>The gateway could not start for a reason that a person can set right; nothing was left open.</summary>
/// <param name="message">One message for a person, with the way out; no secrets.</param>
public sealed class GatewayStartException(string message) : Exception(message);
