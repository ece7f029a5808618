using Gateway.Core.Primitives;

namespace Gateway.Placeholders;

/// <summary>
/// A feature of a request in whose headers stands a placeholder that counts for nothing here. Clients go on sending the last one
/// that they had, also when they log in afresh; a <c>login</c> may go on as if it were not there, anything else is refused.
/// </summary>
/// <param name="Meant">The accounts that it and others beside it name, unverified; null for one that names none.</param>
internal sealed record EndedPlaceholder(IReadOnlyCollection<AccountName?> Meant);
