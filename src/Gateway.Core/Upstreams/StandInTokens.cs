using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams;

/// <summary>What a client is given in place of an account's real tokens.</summary>
/// <param name="Access">For the access token.</param>
/// <param name="Refresh">For the refresh token.</param>
/// <param name="SessionId">For the session id.</param>
public sealed record StandInTokens(Secret Access, Secret Refresh, Secret SessionId);
