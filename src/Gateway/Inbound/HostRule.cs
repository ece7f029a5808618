using System.Collections.Immutable;
using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Inbound;

/// <summary>Which <c>Host</c> a listener answers to. A page that rebinds its own name to this machine still sends that name.</summary>
internal static class HostRule
{
    /// <summary>True for exactly one header that names loopback or an allowed host.</summary>
    public static bool IsAllowed(StringValues header, ImmutableArray<AllowedHost> allowed) =>
        header is [{ } text]
        && HostText.TrySplit(text, out var name, out var port)
        && (HostText.IsLoopback(name) || IsListed(name, port, allowed));

    private static bool IsListed(ReadOnlySpan<char> name, int? port, ImmutableArray<AllowedHost> allowed)
    {
        // Only addresses with colons have several spellings; all else is compared without making a text of it.
        var asked = allowed.IsEmpty || !name.Contains(':') ? name : HostText.Canonical(name);
        foreach (var host in allowed)
        {
            if (asked.Equals(host.Name, StringComparison.OrdinalIgnoreCase) && (host.Port is null || host.Port == port))
            {
                return true;
            }
        }

        return false;
    }
}
