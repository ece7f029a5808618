using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying;

/// <summary>Which headers end at the gateway.</summary>
internal static class HeaderRules
{
    // Of one connection only; what is between the gateway and the upstream is another one.
    private static readonly string[] HopByHop =
    [
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",
    ];

    // The first line speaks for the caller where the account must speak, the second is made anew for the upstream.
    private static readonly FrozenSet<string> FromCallers = new HashSet<string>(HopByHop, HeaderNameComparer.Instance)
    {
        "Authorization", "Proxy-Authorization", "Forwarded",
        "Host", "HTTP2-Settings",
    }.ToFrozenSet(HeaderNameComparer.Instance);

    private static readonly FrozenSet<string> FromUpstreams = new HashSet<string>(HopByHop, StringComparer.OrdinalIgnoreCase)
    {
        Problems.ProblemWriter.ErrorHeader,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NeverTrailers = FrozenSet.ToFrozenSet(
        [
            "Content-Length", "Content-Encoding", "Content-Type", "Content-Range", "Host", "Trailer", "Location", "Cache-Control",
            "WWW-Authenticate", "Authorization",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Behaviour, not credentials; any other header of these families is taken for a credential.
    private static readonly FrozenSet<string> HarmlessStackHeaders = FrozenSet.ToFrozenSet(
        [
            "allow-anonymous-user", "allow-restricted-user", "client-version", "disable-artificial-development-delay",
            "override-error-status", "random-nonce",
        ],
        HeaderNameComparer.Instance);

    /// <summary>True for a caller's header that is never sent upstream.</summary>
    public static bool IsKeptFromUpstream(string name, bool passCookies) =>
        FromCallers.Contains(name)
        || name[0] == ':'
        || (name[0] | 0x20) switch
        {
            'c' => !passCookies && HeaderNameComparer.Instance.Equals(name, "Cookie"),
            'x' => HeaderNameComparer.StartsWith(name, "X-Gateway-")
                || HeaderNameComparer.StartsWith(name, "X-Forwarded-")
                || IsStackCredential(name, "x-stack-")
                || IsStackCredential(name, "x-hexclave-"),
            _ => false,
        };

    /// <summary>True for an upstream's header that is never sent to a caller.</summary>
    public static bool IsKeptFromCaller(string name, bool passCookies) =>
        FromUpstreams.Contains(name)
        || (!passCookies && name.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a header that says how to read the message, who sends it or what becomes of it, and so cannot follow it.</summary>
    public static bool IsNeverATrailer(string name) => NeverTrailers.Contains(name);

    /// <summary>True if a <c>Connection</c> header names <paramref name="name"/>.</summary>
    public static bool IsNamed(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsStackCredential(string name, string family) =>
        HeaderNameComparer.StartsWith(name, family) && !HarmlessStackHeaders.Contains(name[family.Length..]);
}
