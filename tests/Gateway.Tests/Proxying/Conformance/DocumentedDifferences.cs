namespace Gateway.Tests.Proxying.Conformance;

/// <summary>
/// All that an exchange through the gateway may do differently from the direct one, in one place; docs/proxying.md says the same in
/// words. Whatever is not named here is compared.
/// </summary>
internal static class DocumentedDifferences
{
    /// <summary>The direct request as it must arrive through the gateway.</summary>
    public static ArrivedRequest Expected(ArrivedRequest direct)
    {
        var headers = new Dictionary<string, string[]>(direct.Headers, StringComparer.Ordinal)
        {
            // The account's credentials.
            ["authorization"] = ["Bearer token-of-bot"],
        };
        foreach (var name in headers.Keys.Where(name => name is "cookie" or "keep-alive" or "x-named" || name.StartsWith("x-gateway-", StringComparison.Ordinal)).ToList())
        {
            headers.Remove(name);
        }

        // So that it is not sent twice: the client library repeats what has no content.
        if (direct.Method == "DELETE" && direct.Length == 0 && !headers.ContainsKey("transfer-encoding"))
        {
            headers["content-length"] = ["0"];
        }

        // A name that Connection listed, and the list itself, belong to one hop.
        headers.Remove("connection");
        return direct with { Headers = headers };
    }

    /// <summary>The direct answer as it must come through the gateway.</summary>
    public static ReceivedAnswer Expected(ReceivedAnswer direct, Version caller, string method)
    {
        var headers = new Dictionary<string, string[]>(direct.Headers, StringComparer.Ordinal);
        headers.Remove("set-cookie");

        // Framing belongs to a hop: HTTP/2 has no chunks.
        if (caller.Major == 2)
        {
            headers.Remove("transfer-encoding");
        }
        else if (direct.Version.Major == 2 && !headers.ContainsKey("content-length") && direct.Length > 0)
        {
            headers["transfer-encoding"] = ["chunked"];
        }

        return direct with
        {
            Version = caller,
            // HTTP/2 has no reason phrase: none arrives from it and none can be sent on it.
            Reason = caller.Major == 2 || direct.Version.Major == 2 ? null : direct.Reason,
            Headers = headers,
            // What has no body in HTTP/1.1 has nothing that trailers could follow.
            Trailers = caller.Major == 1 && method == "HEAD" ? new Dictionary<string, string[]>(StringComparer.Ordinal) : direct.Trailers,
        };
    }
}
