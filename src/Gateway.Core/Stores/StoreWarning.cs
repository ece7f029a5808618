namespace Gateway.Core.Stores;

/// <summary>The stable codes of what a person should know about an account's records.</summary>
public static class StoreWarning
{
    /// <summary>A record is there and cannot be decrypted or understood; it is kept, and the log names it with the reason.</summary>
    public const string UnreadableRecord = "unreadable_record";
}
