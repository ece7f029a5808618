using System.Collections.Immutable;
using Gateway.Core.Stores;

namespace Gateway.Core.Sessions;

/// <summary>How many passwords and codes may be sent within a sliding window, judged on the ledger of the store. Pure.</summary>
/// <param name="limit">Attempts allowed in the window.</param>
/// <param name="window">The window.</param>
internal sealed class LoginBudget(int limit, TimeSpan window)
{
    /// <summary>The budget that an account's settings give it.</summary>
    public static LoginBudget Of(AccountDefinition account) => new(account.LoginBudget, account.LoginBudgetWindow);

    /// <summary>What is left now.</summary>
    public LoginBudgetStatus Judge(LoginLedger? ledger, DateTimeOffset now)
    {
        var attempts = Within(ledger, now);
        return new LoginBudgetStatus(limit, Math.Max(0, limit - attempts.Length), attempts.IsEmpty ? null : attempts[0] + window);
    }

    /// <summary>When the next attempt is allowed: now, or when enough old attempts have left the window.</summary>
    public DateTimeOffset NextAllowed(LoginLedger? ledger, DateTimeOffset now)
    {
        var attempts = Within(ledger, now);
        return attempts.Length < limit ? now : attempts[^limit] + window;
    }

    /// <summary>The ledger with one more attempt.</summary>
    public LoginLedger Spend(LoginLedger? ledger, DateTimeOffset now) => new(Within(ledger, now).Add(now));

    /// <summary>The ledger without the attempt of that time: its password surely never left.</summary>
    public static LoginLedger Refund(LoginLedger ledger, DateTimeOffset spentAt) => new(ledger.Attempts.Remove(spentAt));

    // An attempt "in the future" was written before the clock was set back: it still counts.
    private ImmutableArray<DateTimeOffset> Within(LoginLedger? ledger, DateTimeOffset now) =>
        ledger is null ? [] : [.. ledger.Attempts.Where(at => at > now - window).Order()];
}
