namespace Gateway.Listeners;

/// <summary>What binding came to. A closed set.</summary>
internal abstract record BindResult
{
    /// <summary>Everything listens.</summary>
    public sealed record Bound(ListenerSockets Sockets) : BindResult;

    /// <summary>Something does not; nothing was left open.</summary>
    /// <param name="Problem">One sentence that names the setting.</param>
    public sealed record Refused(string Problem) : BindResult;
}
