namespace Gateway.Core.Sessions;

/// <summary>Where work failed.</summary>
internal enum WorkStage
{
    /// <summary>The store: without it no password is sent.</summary>
    Store,

    /// <summary>The upstream's refresh.</summary>
    Refresh,

    /// <summary>The upstream's login.</summary>
    Login,
}
