namespace Gateway.Core.Stores;

/// <summary>How a store call ended.</summary>
public enum StoreStatus
{
    /// <summary>It worked.</summary>
    Ok,

    /// <summary>The store cannot be reached, read or written at the moment.</summary>
    Unavailable,

    /// <summary>The lease was lost to somebody else; nothing was written.</summary>
    Fenced,
}
