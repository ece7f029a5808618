using Gateway.Core.Credentials;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What a piece of work found and left.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Session">The session to go on with, usable or not; null if there is none.</param>
/// <param name="Ledger">The ledger as last read or written; null if the store could not be asked.</param>
/// <param name="StoreFailure">How the store failed somewhere on the way; null if it did not.</param>
internal sealed record WorkReport(WorkOutcome Outcome, Session? Session, LoginLedger? Ledger, string? StoreFailure)
{
    /// <summary>True if the store failed somewhere on the way.</summary>
    public bool StoreDown => StoreFailure is not null;

    /// <summary>What the store holds, as last read or written; null if it could not be asked.</summary>
    public AccountRecords? Records { get; init; }

    /// <summary>The account's own login that waited for a code when the work began; null if there was none, or the store could not be asked.</summary>
    public TwoFactorChallenge? Pending { get; init; }

    /// <summary>What an upstream answered that the store does not know; null if there is nothing.</summary>
    public UnsavedAnswer? Unsaved { get; init; }

    /// <summary>True if nothing was done here: another gateway wrote it to the store.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>When a refresh that waits for the store goes on without it; null otherwise.</summary>
    public DateTimeOffset? DeferredUntil { get; init; }

    /// <summary>The upstream's clock is suspiciously far from ours; zero if not.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>What is careless about where the credentials lie, codes of <see cref="CredentialWarning"/>; null if they were not read.</summary>
    public IReadOnlyList<string>? CredentialWarnings { get; init; }
}
