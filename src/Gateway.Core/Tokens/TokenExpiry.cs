using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>When an access token begins and ends on the gateway's own clock. Pure.</summary>
/// <param name="IssuedAt">When the token was received.</param>
/// <param name="ExpiresAt">The token's expiry, corrected for <see cref="Skew"/>.</param>
/// <param name="Skew">How far the upstream's clock is ahead of ours; zero if within what a network explains.</param>
internal readonly record struct TokenExpiry(DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, TimeSpan Skew)
{
    /// <summary>A smaller difference is the network's and the header's whole seconds.</summary>
    public static readonly TimeSpan IgnoredSkew = TimeSpan.FromSeconds(2);

    /// <summary>A larger difference is worth a warning: somebody's clock is wrong.</summary>
    public static readonly TimeSpan SuspiciousSkew = TimeSpan.FromSeconds(30);

    /// <summary>How far the upstream's clock is ahead of ours; zero if within what a network explains, or unknown.</summary>
    public static TimeSpan SkewOf(DateTimeOffset? serverTime, DateTimeOffset now) =>
        serverTime - now is { } skew && skew.Duration() > IgnoredSkew ? skew : TimeSpan.Zero;

    /// <summary>Judges a token.</summary>
    /// <param name="token">The access token; its <c>exp</c> counts if it is a JWT that has one.</param>
    /// <param name="serverTime">The <c>Date</c> header of the answer that brought it.</param>
    /// <param name="now">When that answer was received.</param>
    /// <param name="defaultLifetime">The life of a token that does not say.</param>
    public static TokenExpiry Judge(Secret token, DateTimeOffset? serverTime, DateTimeOffset now, TimeSpan defaultLifetime)
    {
        var skew = SkewOf(serverTime, now);
        var expiresAt = Jwt.Read(token).ExpiresAt is { } exp ? exp - skew : now + defaultLifetime;
        return new TokenExpiry(now, expiresAt, skew);
    }
}
