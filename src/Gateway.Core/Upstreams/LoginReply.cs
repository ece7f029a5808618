using System.Collections.Immutable;

namespace Gateway.Core.Upstreams;

/// <summary>An answer to a login operation, ready to be written.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The header <c>Content-Type</c>.</param>
/// <param name="Body">The body.</param>
public sealed record LoginReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Further headers of the protocol.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];
}
