using System.Net;
using Gateway.Listeners;

namespace Gateway.Settings.Sections;

/// <summary>Finds listeners that would bind the same address.</summary>
internal static class ListenerClashes
{
    public static IEnumerable<string> Find(IReadOnlyList<ListenerSettings> listeners)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            for (var j = i + 1; j < listeners.Count; j++)
            {
                if (Clash(listeners[i].Address, listeners[j].Address))
                {
                    yield return $"Gateway:{listeners[i].Kind}:Url and Gateway:{listeners[j].Kind}:Url name the same address, {listeners[j].Url}. Give each listener its own.";
                }
            }
        }
    }

    private static bool Clash(ListenerAddress one, ListenerAddress other) => (one, other) switch
    {
        (ListenerAddress.UnixSocket a, ListenerAddress.UnixSocket b) => a.Path == b.Path,
        (ListenerAddress.Tcp a, ListenerAddress.Tcp b) => a.Port != 0 && a.Port == b.Port && Overlap(a, b),
        _ => false,
    };

    private static bool Overlap(ListenerAddress.Tcp a, ListenerAddress.Tcp b) =>
        a.Address.Equals(b.Address) || ListenerAddress.IsWildcard(a.Address) || ListenerAddress.IsWildcard(b.Address)
        || (a.IsLocalhost && IPAddress.IPv6Loopback.Equals(b.Address)) || (b.IsLocalhost && IPAddress.IPv6Loopback.Equals(a.Address));
}
