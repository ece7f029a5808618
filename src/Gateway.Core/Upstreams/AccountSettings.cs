namespace Gateway.Core.Upstreams;

/// <summary>The written settings of one account, as far as they decide how it logs in; keys without regard to case, empty values absent.</summary>
/// <param name="Upstream">The name of the account's upstream, of which no more than its protocol may be right.</param>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="Options">What the protocol has read of the upstream.</param>
/// <param name="Values">Its values by key, but for secrets.</param>
/// <param name="HasPassword">Whether a password is written.</param>
public sealed record AccountSettings(
    string Upstream, string Protocol, UpstreamOptions Options, IReadOnlyDictionary<string, string> Values, bool HasPassword)
{
    /// <summary>The key that names the method.</summary>
    public const string Method = "Method";

    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => Values.GetValueOrDefault(key);
}
