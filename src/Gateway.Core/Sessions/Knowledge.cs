using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What this process knows of an account when a piece of work begins.</summary>
/// <param name="Session">The session at hand; null if there is none.</param>
/// <param name="Drawn">The moment that was drawn for its refresh without the lease; null if there is none.</param>
/// <param name="Records">What the store held when it was last read or written; null if it never was.</param>
/// <param name="UnsavedLogout">An operator's logout that the store does not know yet.</param>
/// <param name="LoginPausedUntil">Before this no password is sent; null if none is held back.</param>
internal sealed record Knowledge(Session? Session, DateTimeOffset? Drawn, AccountRecords? Records, LogoutMark? UnsavedLogout, DateTimeOffset? LoginPausedUntil = null)
{
    /// <summary>What an upstream answered that the store does not know yet.</summary>
    public UnsavedAnswer? Unsaved { get; init; }

    /// <summary>What a store that knows nothing of the account has lost; null if it has lost nothing.</summary>
    public AccountRecords? LostBy(AccountRecords stored) => stored.IsBlank && Records is { IsBlank: false } ? Records : null;
}
