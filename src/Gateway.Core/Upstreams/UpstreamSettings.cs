namespace Gateway.Core.Upstreams;

/// <summary>The written settings of one upstream; keys without regard to case, empty values absent.</summary>
/// <param name="Path">The settings path, such as <c>Gateway:Upstreams:stx</c>, for messages.</param>
/// <param name="Values">Its values by key.</param>
public sealed record UpstreamSettings(string Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => Values.GetValueOrDefault(key);
}
