using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>One account at run time: what is true of it now, and what can be done with it.</summary>
public interface IAccountSession
{
    /// <summary>The account as validated from the settings.</summary>
    AccountDefinition Definition { get; }

    /// <summary>How its upstream is spoken to.</summary>
    IUpstreamProtocol Protocol { get; }

    /// <summary>What is true now; a volatile read.</summary>
    AccountSnapshot Snapshot { get; }

    /// <summary>Raised after each change, with the new snapshot. Handlers must be quick and must not throw.</summary>
    event Action<AccountSnapshot>? Changed;

    /// <summary>
    /// The token to send now. Completes at once while the token is good; else waits, at most ten seconds, for a login or refresh that
    /// is running or that this call starts; in a state that needs a person, or during a pause, answers its problem at once.
    /// Cancelling ends the wait and never the work.
    /// </summary>
    ValueTask<TokenLookup> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A token to send in place of one that the upstream refused: the current one if it is another by now, else a new one, for which
    /// all callers share one refresh. Null if there is none: the refused token is too young to be refreshed again, the refresh failed,
    /// or took longer than ten seconds. Cancelling ends the wait and never the work. For requests and refused handshakes alike.
    /// </summary>
    /// <param name="refusedVersion">The <see cref="Session.Version"/> that was refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Session?> ReplaceRefusedAsync(long refusedVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Says how it went when a request was sent once more with what <see cref="ReplaceRefusedAsync"/> gave. Counts as one replay; a
    /// fresh token that is refused as well was a vain refresh, and the next one waits longer.
    /// </summary>
    /// <param name="version">The <see cref="Session.Version"/> that was sent.</param>
    /// <param name="outcome">What the upstream said of it.</param>
    void NoteReplay(long version, ReplayOutcome outcome);

    /// <summary>
    /// An operator's login: ends a logout, asks for a new code, and overrides a pause, within the login budget. Without
    /// <paramref name="force"/> an account with a usable session stays as it is. Null when done, else the reason.
    /// </summary>
    Task<AccountProblem?> LoginAsync(bool force, CancellationToken cancellationToken);

    /// <summary>An operator's refresh of the current token. Null when done, else the reason.</summary>
    Task<AccountProblem?> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Gives the code that the account's login waits for; counts in the login budget.</summary>
    Task<CodeSubmission> SubmitCodeAsync(Secret code, CancellationToken cancellationToken);

    /// <summary>Has the code sent once more, or a new login begun where only that helps. Null when done, else the reason.</summary>
    Task<AccountProblem?> ResendCodeAsync(CancellationToken cancellationToken);

    /// <summary>Ends a rejection and clears a spent login budget, and tries again. Null when that is saved, else the reason.</summary>
    Task<AccountProblem?> UnlockAsync(CancellationToken cancellationToken);

    /// <summary>An operator's logout, here and at the upstream; lasts until <see cref="LoginAsync"/>. Null when done, else the reason.</summary>
    Task<AccountProblem?> LogoutAsync(CancellationToken cancellationToken);
}
