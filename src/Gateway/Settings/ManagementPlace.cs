using Gateway.Listeners;

namespace Gateway.Settings;

/// <summary>Where a gateway that runs can be asked.</summary>
/// <param name="Listener">The management listener; null if its address cannot be read.</param>
/// <param name="Problems">Why that is, or what was passed over because a settings source cannot be read; no secrets.</param>
public sealed record ManagementPlace(ListenerSettings? Listener, IReadOnlyList<string> Problems);
