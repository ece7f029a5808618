namespace Gateway.Management;

/// <summary>What is left of a login budget.</summary>
internal sealed record BudgetStatus(int Limit, int Remaining, DateTime? ResetsAt);
