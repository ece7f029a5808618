using Gateway.Core.Secrets;

namespace Gateway.Core.Upstreams;

/// <summary>The written settings of one upstream; keys without regard to case, empty values absent.</summary>
/// <param name="Path">The settings path, such as <c>Gateway:Upstreams:stx</c>, for messages.</param>
/// <param name="Values">Its values by key, but for secrets.</param>
public sealed record UpstreamSettings(string Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Where its secrets are written, by the keys that <see cref="IUpstreamProtocolFactory.SecretKeys"/> names.</summary>
    public IReadOnlyDictionary<string, SecretReference> Secrets { get; init; } = new Dictionary<string, SecretReference>();

    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => Values.GetValueOrDefault(key);
}
