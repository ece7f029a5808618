using System.Net;

namespace Gateway.Listeners;

/// <summary>Where a listener binds. A closed set.</summary>
public abstract record ListenerAddress
{
    /// <summary>True if only this machine can reach it.</summary>
    public abstract bool IsLocal { get; }

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
