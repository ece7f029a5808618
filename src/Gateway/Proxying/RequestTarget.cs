namespace Gateway.Proxying;

/// <summary>A request target as received, and what of it is forwarded.</summary>
/// <param name="Text">Path and query in origin form, byte for byte.</param>
/// <param name="PrefixLength">How many characters at its start are the account prefix.</param>
internal readonly record struct RequestTarget(string Text, int PrefixLength = 0)
{
    private static readonly UriCreationOptions AsReceived = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The account prefix as the caller wrote it; empty if there is none.</summary>
    public ReadOnlySpan<char> Prefix => Text.AsSpan(0, PrefixLength);

    /// <summary>What follows the prefix: empty, or starting with a slash or a question mark.</summary>
    public ReadOnlySpan<char> Rest => Text.AsSpan(PrefixLength);

    /// <summary>An address that goes out byte for byte as it stands; the framework would decode and encode it again.</summary>
    public static Uri ToUri(string address) => new(address, AsReceived);

    /// <summary>The address below <paramref name="basePrefix"/> (origin and base path, no trailing slash).</summary>
    public string On(string basePrefix)
    {
        if (PrefixLength == 0)
        {
            return string.Concat(basePrefix, Text);
        }

        return Rest.StartsWith('/') ? string.Concat(basePrefix, Rest) : string.Concat(basePrefix, "/", Rest);
    }
}
