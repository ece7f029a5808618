using Gateway.Core.Primitives;

namespace Gateway.Placeholders;

/// <summary>The account of the placeholder that a request carries in its header or address. A feature of the request.</summary>
/// <param name="Account">The account.</param>
internal sealed record CarriedPlaceholder(AccountName Account);
