using System.Net;

namespace Gateway.Inbound;

/// <summary>Which <c>Host</c> a local listener answers to. A page that rebinds its own name to this machine still sends that name.</summary>
internal static class HostRule
{
    public static bool IsAllowed(HostString host)
    {
        var name = host.HasValue ? host.Host : string.Empty;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
