using Gateway.Core.Primitives;

namespace Gateway.Core.TwoFactor;

/// <summary>What a source needs to know to find the right code.</summary>
/// <param name="Account">Whose code.</param>
/// <param name="RequestedAt">When the upstream asked for it; an older code is a stale one.</param>
/// <param name="Skew">How far the upstream's clock is ahead of ours.</param>
/// <param name="LastStep">The last time step whose code was sent; null if none was.</param>
public sealed record CodeRequest(AccountName Account, DateTimeOffset RequestedAt, TimeSpan Skew, long? LastStep);
