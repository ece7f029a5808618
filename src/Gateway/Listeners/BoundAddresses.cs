namespace Gateway.Listeners;

/// <summary>
/// The addresses really bound, ready to be dialled: a port that the system chose is filled in, and a wildcard is shown as loopback.
/// A unix socket is <c>unix:/path/to.sock</c>.
/// </summary>
/// <param name="Proxy">The listener that bots call.</param>
/// <param name="Management">The listener that operators call.</param>
/// <param name="Health">The listener of probes; null for none.</param>
public sealed record BoundAddresses(Uri Proxy, Uri Management, Uri? Health);
