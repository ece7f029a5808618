using System.Net;

namespace Gateway.Inbound;

/// <summary>Which <c>Host</c> a local listener answers to. A page that rebinds its own name to this machine still sends that name.</summary>
internal static class HostRule
{
    // Callers of one gateway send the same few bytes with every request; reading them as an address each time costs more than it says.
    private static volatile string? _lastAllowed;

    public static bool IsAllowed(HostString host)
    {
        if (!host.HasValue)
        {
            return false;
        }

        if (string.Equals(host.Value, _lastAllowed, StringComparison.Ordinal))
        {
            return true;
        }

        if (!NamesThisMachine(host.Host))
        {
            return false;
        }

        _lastAllowed = host.Value;
        return true;
    }

    private static bool NamesThisMachine(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
