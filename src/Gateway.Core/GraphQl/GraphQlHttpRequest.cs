namespace Gateway.Core.GraphQl;

/// <summary>What of an HTTP request decides which GraphQL operation it asks for.</summary>
/// <param name="Method">The method.</param>
/// <param name="ContentType">The header <c>Content-Type</c>; null if there is none.</param>
/// <param name="Query">The query of the target as received, with or without its question mark; may be empty.</param>
/// <param name="Body">The whole body; may be empty.</param>
public readonly record struct GraphQlHttpRequest(string Method, string? ContentType, string Query, ReadOnlyMemory<byte> Body);
