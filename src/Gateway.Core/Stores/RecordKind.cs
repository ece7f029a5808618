namespace Gateway.Core.Stores;

/// <summary>What the store keeps of an account. The lower-case name is part of the stored form and of every key.</summary>
public enum RecordKind
{
    /// <summary>The session: tokens and session id.</summary>
    Session,

    /// <summary>A login that waits for a code.</summary>
    Challenge,

    /// <summary>The ledger of login attempts.</summary>
    Budget,

    /// <summary>Which credentials the upstream has clearly refused.</summary>
    Rejection,

    /// <summary>The last TOTP time step that was used.</summary>
    Totp,

    /// <summary>The device id that the account logs in with.</summary>
    Device,

    /// <summary>That an operator has logged the account out.</summary>
    Logout,

    /// <summary>The signing key of a store without encryption keys; of no account.</summary>
    Signing,
}
