namespace Gateway.Core.Upstreams;

/// <summary>A request whose token was refused, as far as it decides whether it may be sent again.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query in origin form, as the upstream gets it.</param>
/// <param name="ContentType">The header <c>Content-Type</c>; null if there is none.</param>
/// <param name="IsCoded">Whether the body is compressed or otherwise coded, so that its bytes say nothing.</param>
/// <param name="Body">The whole body as it was sent; empty if there is none.</param>
public readonly record struct RefusedRequest(string Method, string Target, string? ContentType, bool IsCoded, ReadOnlyMemory<byte> Body);
