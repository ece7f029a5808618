namespace Gateway.Core.Stores;

/// <summary>A backend's place cannot be reached, read or written. The store turns it into <see cref="StoreStatus.Unavailable"/>.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Without a reason.</summary>
    public StoreUnavailableException()
        : this("The store cannot be reached.")
    {
    }

    /// <summary>With a reason: one sentence without secrets, which operators see.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason and what caused it.</summary>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
