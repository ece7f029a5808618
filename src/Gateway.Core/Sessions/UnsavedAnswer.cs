using Gateway.Core.Credentials;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>
/// What an upstream answered to a password or a code while the store could not take it. It stands in this process and is saved before
/// anything else is tried, unless the store tells of something that came later.
/// </summary>
internal sealed record UnsavedAnswer
{
    private readonly TwoFactorChallenge? _challenge;
    private readonly CredentialRejection? _rejection;
    private readonly DateTimeOffset _askedAt;
    private readonly long _besideVersion;

    private UnsavedAnswer(TwoFactorChallenge? challenge, CredentialRejection? rejection, Session? beside, LoginLedger? ledger)
    {
        _challenge = challenge;
        _rejection = rejection;
        _askedAt = Newest(ledger);
        _besideVersion = beside?.Version ?? 0;
    }

    /// <summary>What the store is to hold.</summary>
    public IReadOnlyList<RecordChange> Changes => _challenge is not null
        ? [RecordChange.Set(_challenge), RecordChange.Remove(RecordKind.Rejection)]
        : [RecordChange.Set(_rejection!), RecordChange.Remove(RecordKind.Challenge)];

    /// <summary>A code is wanted.</summary>
    /// <param name="challenge">The login that waits for it.</param>
    /// <param name="beside">The session at hand.</param>
    /// <param name="ledger">The ledger with the attempt that was answered.</param>
    public static UnsavedAnswer Of(TwoFactorChallenge challenge, Session? beside, LoginLedger? ledger) => new(challenge, null, beside, ledger);

    /// <summary>The credentials are refused.</summary>
    public static UnsavedAnswer Of(CredentialRejection rejection, Session? beside, LoginLedger? ledger) => new(null, rejection, beside, ledger);

    /// <summary>True if the store does not have it, and nothing came after it: no attempt, no logout, no unlock, and no session in a code's place.</summary>
    public bool IsMissingFrom(AccountRecords stored, Session? known)
    {
        if (stored.Logout is not null || Newest(stored.Budget) > _askedAt)
        {
            return false;
        }

        return _challenge is not null
            ? stored.Challenge != _challenge && Math.Max(stored.Session?.Version ?? 0, known?.Version ?? 0) <= _besideVersion
            : stored.Rejection != _rejection && stored.Budget is not null;
    }

    /// <summary>What holds of work that failed because the store is away: what was answered stands.</summary>
    public WorkReport Uphold(
        WorkReport report, WorkIntent intent, Ownership ownership, IUpstreamProtocol protocol, CredentialResult credentials, LoginLedger? ledger)
    {
        if (report.Outcome is not WorkOutcome.Failed(var failure, WorkStage.Store) || intent.Kind is WorkKind.ForcedLogin or WorkKind.Unlock)
        {
            return report;
        }

        if (ownership.OnlyOwn(_challenge) is { } challenge)
        {
            return report with
            {
                Outcome = intent.IsOperators ? new WorkOutcome.CodeNotGiven(challenge, failure) : new WorkOutcome.NeedsCode(challenge),
                Ledger = ledger,
                Pending = challenge,
            };
        }

        return _rejection is not null && credentials is CredentialResult.Found(var found) && CredentialMark.Matches(_rejection.Fingerprint, protocol, found)
            ? report with { Outcome = new WorkOutcome.Refused(_rejection) }
            : report;
    }

    private static DateTimeOffset Newest(LoginLedger? ledger) => ledger is { Attempts.IsEmpty: false } ? ledger.Attempts.Max() : default;
}
