using System.Collections.Immutable;
using Gateway.Core.Tokens;

namespace Gateway.Core.Stores;

/// <summary>Everything that the store knows of one account, read at once. Absent records are null.</summary>
public sealed record AccountRecords
{
    /// <summary>Nothing is known.</summary>
    public static readonly AccountRecords Empty = new();

    /// <summary>The session, whether or not its tokens are still good.</summary>
    public Session? Session { get; init; }

    /// <summary>The login that waits for a code.</summary>
    public TwoFactorChallenge? Challenge { get; init; }

    /// <summary>The ledger of login attempts.</summary>
    public LoginLedger? Budget { get; init; }

    /// <summary>The credentials that were clearly refused.</summary>
    public CredentialRejection? Rejection { get; init; }

    /// <summary>The last TOTP time step that was used.</summary>
    public TotpStep? Totp { get; init; }

    /// <summary>The account's device id.</summary>
    public DeviceIdentity? Device { get; init; }

    /// <summary>Set while an operator's logout holds.</summary>
    public LogoutMark? Logout { get; init; }

    /// <summary>The store's own signing key; never among an account's records.</summary>
    public SigningSecret? Signing { get; init; }

    /// <summary>Records that are there and cannot be decrypted or understood; they are kept aside and never silently overwritten.</summary>
    public ImmutableArray<RecordKind> Unreadable { get; init; } = [];

    /// <summary>
    /// There is a session, encrypted with a key that is not configured here: a gateway that has it may have spent the refresh token that
    /// this one knows, so this one spends nothing and overwrites nothing.
    /// </summary>
    public bool HasForeignSession { get; init; }

    /// <summary>True if the store holds nothing at all of the account.</summary>
    internal bool IsBlank => Unreadable.IsEmpty && Changes.Count == 0;

    /// <summary>
    /// True if the store should be given a session that is newer than its own. One that cannot be read may be as new, written by a gateway
    /// with another key: two that each saved theirs in its place would never come to an end.
    /// </summary>
    internal bool Lacks(Session session) => !Unreadable.Contains(RecordKind.Session) && session.Version > (Session?.Version ?? 0);

    /// <summary>
    /// True if it is unknown how often a login was tried, or whether an operator forbade it: whoever counted anew would send passwords without
    /// a limit, each time the key changes. A session of another key is another gateway's, and a login would end it.
    /// </summary>
    internal bool HidesWhatForbidsLogin => HasForeignSession || Unreadable.Contains(RecordKind.Budget) || Unreadable.Contains(RecordKind.Logout);

    /// <summary>What an operator's unlock removes; what cannot be read of it is kept aside.</summary>
    internal IReadOnlyList<RecordChange> Unlocked =>
    [
        RecordChange.Remove(RecordKind.Rejection),
        RecordChange.Remove(RecordKind.Budget),
        .. Unreadable.Contains(RecordKind.Logout) ? new[] { RecordChange.Remove(RecordKind.Logout) } : [],
        .. HasForeignSession ? new[] { RecordChange.Remove(RecordKind.Session) } : [],
    ];

    /// <summary>What has to be saved so that a blank store has all of this.</summary>
    internal IReadOnlyList<RecordChange> Changes =>
    [
        .. new[]
        {
            Session is null ? null : RecordChange.Set(Session),
            Challenge is null ? null : RecordChange.Set(Challenge),
            Budget is null ? null : RecordChange.Set(Budget),
            Rejection is null ? null : RecordChange.Set(Rejection),
            Totp is null ? null : RecordChange.Set(Totp),
            Device is null ? null : RecordChange.Set(Device),
            Logout is null ? null : RecordChange.Set(Logout),
            Signing is null ? null : RecordChange.Set(Signing),
        }.OfType<RecordChange>(),
    ];

    /// <summary>What is known after a change was saved.</summary>
    internal AccountRecords With(RecordChange change) => Changed(change) with
    {
        Unreadable = Unreadable.Remove(change.Kind),
        HasForeignSession = HasForeignSession && change.Kind != RecordKind.Session,
    };

    private AccountRecords Changed(RecordChange change) => change.Kind switch
    {
        RecordKind.Session => this with { Session = (Session?)change.Value },
        RecordKind.Challenge => this with { Challenge = (TwoFactorChallenge?)change.Value },
        RecordKind.Budget => this with { Budget = (LoginLedger?)change.Value },
        RecordKind.Rejection => this with { Rejection = (CredentialRejection?)change.Value },
        RecordKind.Totp => this with { Totp = (TotpStep?)change.Value },
        RecordKind.Device => this with { Device = (DeviceIdentity?)change.Value },
        RecordKind.Logout => this with { Logout = (LogoutMark?)change.Value },
        RecordKind.Signing => this with { Signing = (SigningSecret?)change.Value },
        _ => this,
    };
}
