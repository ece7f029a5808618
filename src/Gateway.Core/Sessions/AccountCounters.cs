namespace Gateway.Core.Sessions;

/// <summary>What was done for an account since the process started.</summary>
/// <param name="Logins">Logins that brought a session.</param>
/// <param name="Refreshes">Refreshes that brought a token.</param>
/// <param name="Replays">Requests sent once more after a refused token.</param>
/// <param name="Failures">Logins and refreshes that failed.</param>
public sealed record AccountCounters(long Logins = 0, long Refreshes = 0, long Replays = 0, long Failures = 0);
