using System.Collections.Frozen;
using static Gateway.Core.Sessions.AccountState;
using static Gateway.Core.Sessions.AccountTrigger;

namespace Gateway.Core.Sessions;

/// <summary>The one table of what may follow what. A pair that is absent cannot happen; <see cref="Next"/> then refuses.</summary>
public static class AccountTransitions
{
    private static readonly AccountState[] Any = Enum.GetValues<AccountState>();

    /// <summary>The table: from a state, by a trigger, to a state.</summary>
    public static FrozenDictionary<(AccountState From, AccountTrigger Trigger), AccountState> Table { get; } = new[]
    {
        From([.. Any.Except([LoggingIn])], WorkBegan, LoggingIn),
        // Another replica's session, code or rejection can arrive through the store in whatever state this one is.
        From(Any, SessionObtained, Active),
        From(Any, CodeRequired, TwoFactorRequired),
        From(Any, CredentialsMissing, MissingCredentials),
        From(Any, CredentialsRejected, Rejected),
        From(Any, BudgetSpent, BudgetExhausted),
        From(Any, TryFailed, Unreachable),
        From([Idle, LoggingIn, Active, Unreachable], TryFailedWithToken, Active),
        // What the account waits for is still what it waits for while an old token is served on.
        From([TwoFactorRequired], TryFailedWithToken, TwoFactorRequired),
        From([Rejected], TryFailedWithToken, Rejected),
        From([BudgetExhausted], TryFailedWithToken, BudgetExhausted),
        From([MissingCredentials], TryFailedWithToken, MissingCredentials),
        From([Active], TokenExpired, Unreachable),
        From(Any, OperatorLogout, LoggedOut),
        From([Idle, Unreachable], NothingWanted, Idle),
    }.SelectMany(row => row).ToFrozenDictionary(row => (row.From, row.Trigger), row => row.To);

    /// <summary>The next state; throws <see cref="InvalidOperationException"/> for a pair that is not in the table.</summary>
    public static AccountState Next(AccountState from, AccountTrigger trigger) =>
        Table.TryGetValue((from, trigger), out var to)
            ? to
            : throw new InvalidOperationException($"An account cannot meet '{trigger}' in state '{from}'.");

    private static IEnumerable<(AccountState From, AccountTrigger Trigger, AccountState To)> From(
        AccountState[] sources, AccountTrigger trigger, AccountState to) => sources.Select(from => (from, trigger, to));
}
