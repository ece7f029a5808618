namespace Gateway.Core.Sessions;

/// <summary>Where a usable session came from.</summary>
internal enum SessionOrigin
{
    /// <summary>It was the current one already.</summary>
    Known,

    /// <summary>The store had it: an earlier run's, or another replica's.</summary>
    Store,

    /// <summary>A refresh brought it.</summary>
    Refresh,

    /// <summary>A login brought it.</summary>
    Login,
}
