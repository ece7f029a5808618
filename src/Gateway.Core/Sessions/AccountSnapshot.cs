using System.Collections.Immutable;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>One account at one moment. Immutable; a change swaps in a new one, so that a reader never sees half of it.</summary>
public sealed record AccountSnapshot
{
    /// <summary>The state of the account's login. A token that is still good is served in every state but <see cref="AccountState.LoggedOut"/>.</summary>
    public AccountState State { get; init; } = AccountState.Idle;

    /// <summary>The session; null if there is none.</summary>
    public Session? Session { get; init; }

    /// <summary>What callers are told when there is no usable token; null while nothing is wrong.</summary>
    public AccountProblem? Problem { get; init; }

    /// <summary>When the token is to be refreshed; null without a session.</summary>
    public DateTimeOffset? RefreshAt { get; init; }

    /// <summary>The login that waits for a code, in state <see cref="AccountState.TwoFactorRequired"/>.</summary>
    public TwoFactorChallenge? Challenge { get; init; }

    /// <summary>What is left of the login budget, as last seen in the store.</summary>
    public required LoginBudgetStatus Budget { get; init; }

    /// <summary>What was done since the process started.</summary>
    public AccountCounters Counters { get; init; } = new();

    /// <summary>What a person should know, as stable codes.</summary>
    public ImmutableSortedSet<string> Warnings { get; init; } = [];

    /// <summary>The last failure; kept after it was overcome.</summary>
    public AccountError? LastError { get; init; }

    /// <summary>True while the store could not be read or written for this account.</summary>
    public bool StoreDown { get; init; }

    /// <summary>True while a due refresh has failed and is being tried again.</summary>
    public bool RefreshFailing { get; init; }

    /// <summary>True once the first login has ended, whatever its outcome, or a stored session was taken over.</summary>
    public bool Started { get; init; }

    /// <summary>Until when no further try for a token is made after a failure; null while none is held back.</summary>
    public DateTimeOffset? RetryAt => Session?.RefreshToken is null ? LoginRetryAt : RefreshRetryAt;

    /// <summary>When the account next wants attention by itself; null if only a person or a request can bring it on.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What refused tokens have taught.</summary>
    internal RefusalRecord Refusals { get; init; } = RefusalRecord.None;

    /// <summary>The session if its token may be sent now.</summary>
    public Session? UsableSession(DateTimeOffset now) =>
        Session is { } session && session.IsUsable(now) && State != AccountState.LoggedOut ? session : null;

    /// <summary>Until when no password and no code is sent after a failure; null while none is held back.</summary>
    internal DateTimeOffset? LoginRetryAt { get; init; }

    /// <summary>Until when the session is not refreshed after a failure; null while that is not held back.</summary>
    internal DateTimeOffset? RefreshRetryAt { get; init; }

    /// <summary>True while the account's own source looks for a code.</summary>
    internal bool IsFetchingCode { get; init; }

    /// <summary>True while the session can be renewed without a login, also after its token has expired.</summary>
    internal bool CanBeRefreshed(DateTimeOffset now) => State != AccountState.LoggedOut && Session?.CanBeRefreshed(now) == true;

    /// <summary>When the session is to be refreshed, whatever else the account waits for; null if it cannot be.</summary>
    internal DateTimeOffset? RefreshDueAt(DateTimeOffset now) => CanBeRefreshed(now)
        ? new[] { RefreshAt ?? Session!.ExpiresAt, RefreshRetryAt, DeferredUntil }.Max()
        : null;

    /// <summary>Due at a moment of its own, or when the session is to be refreshed if that is earlier.</summary>
    internal AccountSnapshot DueBy(DateTimeOffset? moment, DateTimeOffset now) =>
        this with { DueAt = new[] { moment, RefreshDueAt(now) }.Min() };

    /// <summary>Until when work that wants a token and no login of its own is held back.</summary>
    internal DateTimeOffset? RenewalPausedUntil(DateTimeOffset now) => CanBeRefreshed(now) ? RefreshRetryAt : LoginRetryAt;

    /// <summary>While the store is away: the moment that was drawn for a refresh without the lease. It belongs to the session.</summary>
    internal DateTimeOffset? DeferredUntil { get; init; }

    /// <summary>True if waiting does not help: somebody must do something, or the budget's window must pass.</summary>
    internal bool NeedsAPerson => State is AccountState.LoggedOut or AccountState.TwoFactorRequired
        or AccountState.Rejected or AccountState.BudgetExhausted or AccountState.MissingCredentials;

    /// <summary>The token version that a due renewal must go beyond; zero if any usable token will do.</summary>
    internal long VersionToReplace(DateTimeOffset now) =>
        Session is { } session && (RefreshAt <= now || RefreshFailing) ? session.Version : 0;
}
