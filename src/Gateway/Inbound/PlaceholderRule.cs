using Gateway.Core.Primitives;
using Gateway.Placeholders;
using Gateway.Problems;

namespace Gateway.Inbound;

/// <summary>
/// Finds every placeholder in a request's headers and address, whichever of them counts as its key. A false one is never passed over:
/// whoever carries it means to be somebody. On a listener without keys they name their account all the same.
/// </summary>
internal sealed class PlaceholderRule(PlaceholderTokens placeholders)
{
    private const string Bearer = "Bearer ";

    /// <summary>The account that they name, or why the request is refused; neither if there are none.</summary>
    /// <param name="target">The target as received.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="holder">Whose request it is; null on a listener without keys.</param>
    /// <param name="mayLogIn">Whether the request may be a login operation.</param>
    /// <param name="hasEnded">Whether it may, and its headers hold a false one: that is to be judged when the operation is known.</param>
    public (AccountName? Account, Problem? Problem) Judge(string target, IHeaderDictionary headers, KeyHolder? holder, bool mayLogIn, out bool hasEnded)
    {
        AccountName? account = null;
        Problem? problem = null;
        hasEnded = false;
        foreach (var authorization in headers.Authorization)
        {
            if (authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
            {
                hasEnded |= TakeHeader(authorization.AsSpan(Bearer.Length).Trim(' '), PlaceholderPurpose.Access);
            }
        }

        foreach (var (name, purpose) in StackTokens.Headers)
        {
            if (headers.TryGetValue(name, out var values))
            {
                foreach (var value in values)
                {
                    hasEnded |= TakeHeader(value, purpose);
                }
            }
        }

        if (target.Contains('?', StringComparison.Ordinal))
        {
            foreach (var value in QueryToken.Values(target))
            {
                problem ??= Take(value, PlaceholderPurpose.Access);
            }
        }

        return (account, problem);

        bool TakeHeader(ReadOnlySpan<char> text, PlaceholderPurpose purpose)
        {
            var found = Take(text, purpose);
            var mayBePassedOver = mayLogIn && found == PlaceholderProblems.Ended;
            problem ??= mayBePassedOver ? null : found;
            return mayBePassedOver;
        }

        Problem? Take(ReadOnlySpan<char> text, PlaceholderPurpose purpose)
        {
            if (!PlaceholderTokens.HasForm(text))
            {
                return null;
            }

            if (placeholders.Read(text, [purpose]) is not { } ticket || !BelongsTo(ticket, holder))
            {
                return PlaceholderProblems.Ended;
            }

            if (account is { } other && other != ticket.Account)
            {
                return InboundProblems.SeveralPlaceholders;
            }

            account = ticket.Account;
            return null;
        }
    }

    /// <summary>The accounts that they name, genuine or not; null for one that names none.</summary>
    public static IReadOnlyCollection<AccountName?> Meant(string target, IHeaderDictionary headers)
    {
        var bearers = headers.Authorization
            .Where(static value => value?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true).Select(static value => value![Bearer.Length..].Trim(' '));
        var stack = StackTokens.Headers.SelectMany(header => headers[header.Name]);
        return [.. bearers.Concat(stack).Concat(QueryToken.Values(target)).Where(static text => PlaceholderTokens.HasForm(text)).Select(static text => PlaceholderTokens.ClaimedAccount(text))];
    }

    private static bool BelongsTo(PlaceholderTicket ticket, KeyHolder? holder) => holder?.Caller is { } caller
        ? PlaceholderTokens.IsOf(ticket, caller.Name, holder.Hash)
        : ticket.Caller is null;
}
