using Gateway.Core.Sessions;

namespace Gateway.Management;

/// <summary>One account as operators see it. Times are UTC; absent members are null; holds no secret.</summary>
internal sealed record AccountStatus(
    string Account,
    string Upstream,
    string Protocol,
    string State,
    string? Detail,
    string? UserId,
    DateTime? IssuedAt,
    DateTime? ExpiresAt,
    DateTime? RefreshAt,
    DateTime? LastRefreshAt,
    DateTime? RefreshTokenExpiresAt,
    TwoFactorStatus? TwoFactor,
    BudgetStatus LoginBudget,
    AccountCounters Counters,
    IReadOnlyList<string> Warnings,
    ErrorStatus? LastError)
{
    public static AccountStatus Of(IAccountSession account)
    {
        var definition = account.Definition;
        var snapshot = account.Snapshot;
        var session = snapshot.Session;
        return new AccountStatus(
            definition.Name.Value,
            definition.Upstream.Name,
            definition.Upstream.Protocol,
            AccountStateName.Of(snapshot.State),
            snapshot.Problem?.Detail,
            session?.UserId ?? snapshot.Challenge?.UserId,
            session?.IssuedAt.UtcDateTime,
            session?.ExpiresAt.UtcDateTime,
            snapshot.RefreshAt?.UtcDateTime,
            session?.LastRefreshAt?.UtcDateTime,
            session?.RefreshTokenExpiresAt?.UtcDateTime,
            TwoFactorStatus.Of(snapshot.Challenge),
            new BudgetStatus(snapshot.Budget.Limit, snapshot.Budget.Remaining, snapshot.Budget.ResetsAt?.UtcDateTime),
            snapshot.Counters,
            [.. snapshot.Warnings.Union(session?.Warnings ?? []).Union(definition.Upstream.Options.Warnings)],
            ErrorStatus.Of(snapshot.LastError));
    }
}
