namespace Gateway.Core.Stores;

/// <summary>How the renewal of a lease ended.</summary>
public enum LeaseRenewal
{
    /// <summary>Somebody else holds it.</summary>
    Lost,

    /// <summary>
    /// Nobody else holds it, so it is held again; but it is not the account's newest any more: somebody had it in between, or the place
    /// forgot it. Others are kept away, and nothing can be written with its number.
    /// </summary>
    Overtaken,

    /// <summary>It holds, and its number is the newest.</summary>
    Held,
}
