using System.Net;
using System.Net.Sockets;

namespace Gateway.Listeners;

/// <summary>Where a listener binds. A closed set.</summary>
public abstract record ListenerAddress
{
    /// <summary>True if only this machine can reach it.</summary>
    public abstract bool IsLocal { get; }

    /// <summary>True for an address that binds every interface.</summary>
    public static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>The host of a URL that reaches a listener at this address from here; a wildcard is dialled as loopback.</summary>
    public static string DialHost(IPAddress address) =>
        IsWildcard(address) ? "127.0.0.1"
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
        : address.ToString();

    /// <summary>A TCP address.</summary>
    /// <param name="Address">The address; a wildcard binds every interface.</param>
    /// <param name="Port">The port; 0 lets the system choose.</param>
    /// <param name="IsLocalhost">Written as <c>localhost</c>: both loopback addresses.</param>
    /// <param name="IsHttps">Written as <c>https://</c>: connections are encrypted.</param>
    public sealed record Tcp(IPAddress Address, int Port, bool IsLocalhost = false, bool IsHttps = false) : ListenerAddress
    {
        /// <inheritdoc />
        public override bool IsLocal => IPAddress.IsLoopback(Address);
    }

    /// <summary>A unix domain socket.</summary>
    /// <param name="Path">The socket file.</param>
    public sealed record UnixSocket(string Path) : ListenerAddress
    {
        /// <inheritdoc />
        public override bool IsLocal => true;
    }
}
