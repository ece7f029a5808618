using System.Collections.Frozen;

namespace Gateway.Redis;

/// <summary>
/// The names of options in a configuration string, of this client and of newer ones. The client itself refuses those that are not its own,
/// but not every misspelt one.
/// </summary>
internal static class RedisOptionNames
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "abortConnect", "allowAdmin", "asyncTimeout", "channelPrefix", "checkCertificateRevocation", "configChannel", "configCheckSeconds", "connectRetry",
            "connectTimeout", "defaultDatabase", "highIntegrity", "highPriorityThreads", "keepAlive", "name", "password", "preserveAsyncOrder", "protocol", "proxy",
            "resolveDns", "responseTimeout", "serviceName", "setlib", "ssl", "sslHost", "sslProtocols", "syncTimeout", "tiebreaker", "tunnel", "user", "version",
            "writeBuffer",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True for <c>name=value</c> with a name that is known, and for a command that is renamed (<c>$name=other</c>).</summary>
    public static bool IsOption(string part) =>
        part.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && (part.TrimStart()[0] == '$' || Known.Contains(part[..end].Trim()));
}
