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
}
