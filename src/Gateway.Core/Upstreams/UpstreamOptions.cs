namespace Gateway.Core.Upstreams;

/// <summary>What only one protocol knows of an upstream; each protocol derives its own. Immutable, compared by content.</summary>
public abstract record UpstreamOptions
{
    /// <summary>Nothing.</summary>
    public static UpstreamOptions None { get; } = new Nothing();

    /// <summary>What every status of an account there warns of; stable codes.</summary>
    public virtual IReadOnlyList<string> Warnings => [];

    private sealed record Nothing : UpstreamOptions;
}
