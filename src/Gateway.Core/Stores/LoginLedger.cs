using System.Collections.Immutable;

namespace Gateway.Core.Stores;

/// <summary>When passwords and codes were sent, oldest first; each entry is written before its attempt is made.</summary>
/// <param name="Attempts">The times of the attempts.</param>
public sealed record LoginLedger(ImmutableArray<DateTimeOffset> Attempts)
{
    /// <summary>No attempts.</summary>
    public static readonly LoginLedger Empty = new(ImmutableArray<DateTimeOffset>.Empty);
}
