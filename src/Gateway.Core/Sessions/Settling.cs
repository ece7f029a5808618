using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Timing;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>How long a refresh waits after the store was away or has lost everything, for those who know more than it does.</summary>
internal sealed class Settling(AccountDefinition account, ISessionStore store, Jitter jitter)
{
    // After an outage whoever has a newer session than the store brings it there first.
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(3);

    // How far the clocks of gateways may be apart.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    /// <summary>When a due refresh may go on; null if it may at once. Never later than it would be done without the store.</summary>
    public DateTimeOffset? OfRefresh(Session session, IStoreLease lease, DateTimeOffset? drawn, DateTimeOffset now)
    {
        // A store that lost everything has lost a lease as well: who works under it has a lease's life to hold it again or to save.
        var isLoss = session.Version < (lease.CountedSince - ClockTolerance)?.ToUnixTimeMilliseconds();
        var settledAt = new[] { store.BackSince + AfterOutage, isLoss ? lease.CountedSince + SessionStores.LeaseLife : null }.Max();
        if (!(settledAt > now))
        {
            return null;
        }

        var latest = RefreshPlan.Late(session, account.Upstream.RefreshBeforeExpiry, drawn, jitter);
        return latest <= now ? null : settledAt < latest ? settledAt : latest;
    }
}
