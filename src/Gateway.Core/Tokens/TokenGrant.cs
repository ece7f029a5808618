using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>What an upstream's login or refresh answered, before the gateway has judged it on its own clock.</summary>
public sealed record TokenGrant
{
    /// <summary>The new access token.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>The new refresh token; null means that the old one goes on.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>The upstream's session id, if it has one.</summary>
    public Secret? SessionId { get; init; }

    /// <summary>The user's id; null if the answer does not repeat it.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's second id; null if there is none.</summary>
    public string? UserUid { get; init; }

    /// <summary>How long the refresh token lives from now; null if unknown or if it was not renewed.</summary>
    public TimeSpan? RefreshTokenLifetime { get; init; }

    /// <summary>The answer's <c>Date</c> header, by which clock skew is measured; null if it had none.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>Further facts of the answer by the upstream's own names; no secrets.</summary>
    public ImmutableSortedDictionary<string, string?> Details { get; init; } = ImmutableSortedDictionary<string, string?>.Empty;

    /// <summary>Warnings for a person, stable codes.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
