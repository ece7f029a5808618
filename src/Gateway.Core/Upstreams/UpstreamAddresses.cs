namespace Gateway.Core.Upstreams;

/// <summary>The addresses that a protocol found for an upstream; null where <see cref="Problems"/> says why there is none.</summary>
/// <param name="BaseUrl">Where proxied requests go.</param>
/// <param name="AuthUrl">Where logins go.</param>
/// <param name="Problems">What is wrong, one sentence each.</param>
public sealed record UpstreamAddresses(string? BaseUrl, string? AuthUrl, IReadOnlyList<string> Problems);
