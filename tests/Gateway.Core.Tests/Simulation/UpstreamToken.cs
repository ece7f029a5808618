namespace Gateway.Core.Tests.Simulation;

/// <summary>A refresh token as the upstream knows it.</summary>
/// <param name="Family">The session that it belongs to.</param>
/// <param name="To">The replica that it was sent to.</param>
/// <param name="At">When.</param>
internal sealed record UpstreamToken(UpstreamSession Family, int To, TimeSpan At)
{
    public (int By, TimeSpan At)? Spent { get; set; }
}
