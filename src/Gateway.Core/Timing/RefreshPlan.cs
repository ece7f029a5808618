using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Timing;

/// <summary>When a token is refreshed: <c>expiry - min(RefreshBeforeExpiry, lifetime / 5)</c>, minus up to a tenth of that lead at random. Pure.</summary>
/// <param name="RefreshAt">When the refresh is due.</param>
/// <param name="Lead">How long before expiry that is, without the random part.</param>
internal readonly record struct RefreshPlan(DateTimeOffset RefreshAt, TimeSpan Lead)
{
    // A short token may not be refreshed all its life long.
    private const int LeadPartOfLifetime = 5;
    private const int JitterPartOfLead = 10;

    /// <summary>Plans the refresh of a session.</summary>
    public static RefreshPlan For(Session session, TimeSpan refreshBeforeExpiry, Jitter jitter)
    {
        var lead = LeadOf(session, refreshBeforeExpiry);
        return new RefreshPlan(session.ExpiresAt - lead - jitter.UpTo(lead / JitterPartOfLead), lead);
    }

    /// <summary>A random moment in the last quarter of the lead: when replicas that cannot agree through the store refresh.</summary>
    public static DateTimeOffset WithoutLease(Session session, TimeSpan refreshBeforeExpiry, Jitter jitter) =>
        LastQuarter(session, refreshBeforeExpiry) + jitter.UpTo(LeadOf(session, refreshBeforeExpiry) / 5);

    /// <summary>The moment that was drawn before, if it is still one of the last quarter; else a new one, see <see cref="WithoutLease"/>.</summary>
    public static DateTimeOffset Late(Session session, TimeSpan refreshBeforeExpiry, DateTimeOffset? drawn, Jitter jitter) =>
        drawn >= LastQuarter(session, refreshBeforeExpiry) ? drawn.Value : WithoutLease(session, refreshBeforeExpiry, jitter);

    /// <summary>When the last quarter of the lead begins.</summary>
    private static DateTimeOffset LastQuarter(Session session, TimeSpan refreshBeforeExpiry) =>
        session.ExpiresAt - (LeadOf(session, refreshBeforeExpiry) / 4);

    private static TimeSpan LeadOf(Session session, TimeSpan refreshBeforeExpiry)
    {
        var fifth = session.Lifetime / LeadPartOfLifetime;
        return refreshBeforeExpiry < fifth ? refreshBeforeExpiry : fifth;
    }
}
