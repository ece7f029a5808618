using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Placeholders;

/// <summary>What a genuine placeholder that has not ended says.</summary>
/// <param name="Purpose">What it stands for.</param>
/// <param name="Account">Whose tokens it stands for.</param>
/// <param name="Caller">Who it was given to; null where nobody needed a key.</param>
/// <param name="KeyMark">What recognises that caller's key; null where nobody needed one.</param>
/// <param name="Signer">The key that it was signed with.</param>
internal sealed record PlaceholderTicket(
    PlaceholderPurpose Purpose, AccountName Account, string? Caller, string? KeyMark, SigningKey Signer);
