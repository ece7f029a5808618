namespace Gateway.Core.Stores;

/// <summary>An operator's logout; it holds on all replicas and across restarts until an operator's login.</summary>
/// <param name="At">When it was made.</param>
public sealed record LogoutMark(DateTimeOffset At);
