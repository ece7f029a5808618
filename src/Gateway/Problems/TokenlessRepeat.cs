using Gateway.Core.Primitives;

namespace Gateway.Problems;

/// <summary>
/// What is known of a refused request for the case that its client repeats it without its tokens, as clients do that are told of the end of
/// their session.
/// </summary>
internal readonly record struct TokenlessRepeat
{
    private readonly IReadOnlyCollection<AccountName?>? _meant;
    private readonly bool _hasKey;

    private TokenlessRepeat(IReadOnlyCollection<AccountName?>? meant, bool hasKey) => (_meant, _hasKey) = (meant, hasKey);

    /// <summary>On a listener with keys.</summary>
    /// <param name="hasKey">Whether a valid key stands on the request beside its tokens.</param>
    public static TokenlessRepeat WithKeys(bool hasKey) => new(null, hasKey);

    /// <summary>On a listener without keys.</summary>
    /// <param name="meant">The accounts that its placeholders name, genuine or not; null for one that names none.</param>
    public static TokenlessRepeat WithoutKeys(IReadOnlyCollection<AccountName?> meant) => new(meant, hasKey: false);

    /// <summary>Whether it would be refused again, or be served by the account that is meant, the only one.</summary>
    public bool StaysWithItsAccount(AccountName? only) => _meant is null
        ? !_hasKey
        : only is not null && _meant.Count > 0 && _meant.All(account => account == only);
}
