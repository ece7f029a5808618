using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>One session at an upstream: what a login or a refresh brought, judged on the gateway's own clock. Immutable.</summary>
public sealed record Session
{
    /// <summary>The token that is injected into requests.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>The token that buys the next access token; null if the upstream gave none.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>The upstream's name for this session; null if it has none. As good as a credential while a code is pending.</summary>
    public Secret? SessionId { get; init; }

    /// <summary>The user's id at the upstream, as its login answered it.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's second id, where the upstream has two (STX: <c>userUid</c>).</summary>
    public string? UserUid { get; init; }

    /// <summary>When the access token was received, by the gateway's clock.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the access token ends, by the gateway's clock: the token's own expiry corrected for clock skew.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the refresh token ends; null if unknown.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>When this session was last refreshed; null since its login.</summary>
    public DateTimeOffset? LastRefreshAt { get; init; }

    /// <summary>Counts the access tokens of the account; a higher number is a newer token.</summary>
    public required long Version { get; init; }

    /// <summary>Whose session this is: the upstream's login address and the login name. A session is never used for anybody else.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Further facts of the login answer by the upstream's own names, kept for answering callers; no secrets.</summary>
    public ImmutableSortedDictionary<string, string?> Details { get; init; } = ImmutableSortedDictionary<string, string?>.Empty;

    /// <summary>What the upstream wants a person to know, such as terms to accept; stable codes.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The full life of the access token.</summary>
    public TimeSpan Lifetime => ExpiresAt - IssuedAt;

    /// <summary>True while the access token may be sent.</summary>
    public bool IsUsable(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>The session without its refresh token, which was refused: upstreams take it for theft if one is spent twice.</summary>
    internal Session WithoutRefresh() => this with { RefreshToken = null };

    /// <summary>The session when its access token was refused as well: it serves nobody any more, and keeps its number.</summary>
    internal Session Lost(DateTimeOffset now) => this with { RefreshToken = null, ExpiresAt = now < ExpiresAt ? now : ExpiresAt };

    /// <summary>
    /// True if what a refresh brought names another user than this session. What the answer itself says counts before the token's
    /// <c>sub</c>; where one of the two names nobody, nothing is said.
    /// </summary>
    internal bool IsOfAnotherUser(TokenGrant renewed) =>
        Differ(UserId, renewed.UserId)
        || Differ(UserUid, renewed.UserUid)
        || (renewed is { UserId: null, UserUid: null } && Differ(Jwt.ReadText(AccessToken, "sub"), Jwt.ReadText(renewed.AccessToken, "sub")));

    /// <summary>True while there is a refresh token that may still be good.</summary>
    public bool CanBeRefreshed(DateTimeOffset now) => RefreshToken is not null && !(now >= RefreshTokenExpiresAt);

    private static bool Differ(string? one, string? other) =>
        !string.IsNullOrEmpty(one) && !string.IsNullOrEmpty(other) && !one.Equals(other, StringComparison.Ordinal);
}
