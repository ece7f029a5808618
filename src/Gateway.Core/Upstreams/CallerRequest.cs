using Gateway.Core.GraphQl;

namespace Gateway.Core.Upstreams;

/// <summary>What of a caller's request decides whether it is a login operation.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query as received, without an account prefix.</param>
/// <param name="ContentType">The header <c>Content-Type</c>; null if there is none.</param>
/// <param name="IsEncoded">Whether a <c>Content-Encoding</c> hides the body.</param>
/// <param name="Body">The whole body; may be empty.</param>
public readonly record struct CallerRequest(string Method, string Target, string? ContentType, bool IsEncoded, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's values, joined by commas; null if there is none of this name. Default: there are none.</summary>
    public Func<string, string?> Header { get; init; } = static _ => null;

    /// <summary>What stands before the question mark.</summary>
    public string Path => Query.Length == 0 ? Target : Target[..^Query.Length];

    /// <summary>The question mark and what stands behind it; empty if there is none.</summary>
    public string Query => Target.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? Target[mark..] : string.Empty;

    internal GraphQlHttpRequest ToGraphQl() => new(Method, ContentType, Query, Body);
}
