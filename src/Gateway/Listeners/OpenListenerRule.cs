namespace Gateway.Listeners;

/// <summary>A listener that other machines can reach needs keys, or the word that it needs none.</summary>
internal static class OpenListenerRule
{
    /// <summary>The sentences that say what is wrong and every way out; null if the listener may be opened.</summary>
    /// <param name="kind">What the listener serves.</param>
    /// <param name="isLocal">Whether only this machine can reach it.</param>
    /// <param name="hasKeys">Whether its requests need a key.</param>
    /// <param name="allowAnonymous">Whether the settings say that it needs none.</param>
    public static string? Find(ListenerKind kind, bool isLocal, bool hasKeys, bool allowAnonymous)
    {
        if (isLocal || hasKeys || allowAnonymous)
        {
            return null;
        }

        return kind switch
        {
            ListenerKind.Proxy =>
                "other machines can reach this address, and whoever reaches it would be logged in. "
                + "Make a key with gateway new-key and set Gateway:Inbound:Callers:{name}:Key; or bind a loopback address such as http://127.0.0.1:8080; "
                + "or bind a unix socket such as http://unix:/run/gateway.sock; or, if something else guards it, set Gateway:Inbound:AllowAnonymous=true.",
            ListenerKind.Management =>
                "other machines can reach this address, and whoever reaches it could operate the accounts. "
                + "Make a key with gateway new-key and set Gateway:Management:Key; or bind a loopback address such as http://127.0.0.1:8081; "
                + "or bind a unix socket such as http://unix:/run/gateway-management.sock; or, if something else guards it, set Gateway:Management:AllowAnonymous=true.",
            _ => null,
        };
    }
}
