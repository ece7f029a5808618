namespace Gateway.Core.Sessions;

/// <summary>What is left of a login budget.</summary>
/// <param name="Limit">Attempts allowed in the window.</param>
/// <param name="Remaining">Attempts left now.</param>
/// <param name="ResetsAt">When the oldest attempt leaves the window; null if there was none.</param>
public sealed record LoginBudgetStatus(int Limit, int Remaining, DateTimeOffset? ResetsAt);
