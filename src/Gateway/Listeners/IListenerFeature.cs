namespace Gateway.Listeners;

/// <summary>Which listener a connection came in by; a connection feature, and so a feature of each of its requests.</summary>
public interface IListenerFeature
{
    /// <summary>What the listener serves.</summary>
    ListenerKind Kind { get; }

    /// <summary>True for a unix domain socket.</summary>
    bool IsUnixSocket { get; }
}
