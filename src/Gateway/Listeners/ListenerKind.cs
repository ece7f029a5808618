namespace Gateway.Listeners;

/// <summary>What a listener serves.</summary>
public enum ListenerKind
{
    /// <summary>Everything, forwarded.</summary>
    Proxy,

    /// <summary>Health and accounts.</summary>
    Management,

    /// <summary>Only health.</summary>
    Health,
}
