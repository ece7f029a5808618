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

    /// <summary>Neither of them: a defect, the time limit of the work, a token that had expired when it came. A pause holds for everything.</summary>
    Any,
}
