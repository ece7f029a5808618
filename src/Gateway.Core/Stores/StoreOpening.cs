namespace Gateway.Core.Stores;

/// <summary>How opening a store ended. A closed set.</summary>
public abstract record StoreOpening
{
    /// <summary>The store is open.</summary>
    /// <param name="Store">It; to be disposed by whoever opened it.</param>
    public sealed record Opened(ISessionStore Store) : StoreOpening;

    /// <summary>The store must not be used as it is; the program does not start.</summary>
    /// <param name="Message">What is wrong and the ways out; no secrets.</param>
    public sealed record Refused(string Message) : StoreOpening;
}
