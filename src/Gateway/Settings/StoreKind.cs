namespace Gateway.Settings;

/// <summary>The stores.</summary>
public enum StoreKind
{
    /// <summary>An encrypted file for each account in the state folder.</summary>
    File,

    /// <summary>Nothing survives the process.</summary>
    Memory,

    /// <summary>One Redis for several gateways.</summary>
    Redis,
}
