namespace Gateway.Core.Sessions;

/// <summary>What somebody wants done with an account.</summary>
/// <param name="Kind">What.</param>
/// <param name="Replace">For <see cref="WorkKind.Renew"/>: tokens up to this version are no longer good enough.</param>
internal readonly record struct WorkIntent(WorkKind Kind, long Replace = 0);
