using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>A login that waits for a code. Kept in the store, so that a restart goes on with the same one.</summary>
public sealed record TwoFactorChallenge
{
    /// <summary>How the code comes: <c>email</c> or <c>totp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the code must be given to: the upstream's session id or attempt code.</summary>
    public required Secret Reference { get; init; }

    /// <summary>Whose login it is.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>The e-mail or user name of the login, as written; some upstreams want it with the code.</summary>
    public required string Login { get; init; }

    /// <summary>Where the code was sent, masked; null if nowhere.</summary>
    public string? SentTo { get; init; }

    /// <summary>The user's id, if the upstream told it.</summary>
    public string? UserId { get; init; }

    /// <summary>When the upstream asked for the code.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when a code can still be given.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How far the upstream's clock is ahead of ours; codes that depend on time follow it.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>How many wrong codes were given.</summary>
    public int WrongCodes { get; init; }

    /// <summary>Recognises the last wrong code (see <see cref="Fingerprint"/>), so that no source sends it once more; null if there was none.</summary>
    public string? LastRefused { get; init; }

    /// <summary>Recognises the last code that was sent and not judged (see <see cref="Fingerprint"/>): it may have been accepted. Null if there was none.</summary>
    public string? LastUnanswered { get; init; }

    /// <summary>How often the code was sent again.</summary>
    public int Resends { get; init; }
}
