namespace Gateway.Core.Tests.Simulation;

/// <summary>One login and all that was refreshed from it.</summary>
internal sealed class UpstreamSession(UpstreamUser user)
{
    public UpstreamUser User => user;

    public bool IsRevoked { get; set; }

    /// <summary>The newest refresh token, the only one that is not spent.</summary>
    public UpstreamToken? Newest { get; set; }

    public TimeSpan AccessEndsAt { get; set; }
}
