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
<<<<<<< HEAD
        if (allowed.IsEmpty)
=======
        // Only addresses with colons have several spellings; all else is compared without making a text of it.
        var asked = allowed.IsEmpty || !name.Contains(':') ? name : HostText.Canonical(name);
        foreach (var host in allowed)
>>>>>>> 3a0ef628534a72e9ad3257c3ce0bf6640c3ae972
        {
            if (asked.Equals(host.Name, StringComparison.OrdinalIgnoreCase) && (host.Port is null || host.Port == port))
            {
                return true;
            }
        }

<<<<<<< HEAD
        var asked = HostText.Canonical(name);
        foreach (var host in allowed)
        {
            if (host.Name == asked && (host.Port is null || host.Port == port))
            {
                return true;
            }
        }

=======
>>>>>>> 3a0ef628534a72e9ad3257c3ce0bf6640c3ae972
        return false;
    }
}
