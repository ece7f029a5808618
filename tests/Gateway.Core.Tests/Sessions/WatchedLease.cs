using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Sessions;

/// <summary>A lease of which it is seen how it ended.</summary>
internal sealed class WatchedLease(IStoreLease inner, DateTimeOffset? countedSince) : IStoreLease
{
    public IStoreLease Inner => inner;

    public long Fence => inner.Fence;

    public CancellationToken Lost => inner.Lost;

    public DateTimeOffset? CountedSince => countedSince ?? inner.CountedSince;

    public bool WasLeft { get; private set; }

    public void Leave()
    {
        WasLeft = true;
        inner.Leave();
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
