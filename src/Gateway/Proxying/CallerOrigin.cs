namespace Gateway.Proxying;

/// <summary>Turns an <c>Origin</c> or <c>Referer</c> that names the gateway into one that names the upstream.</summary>
internal static class CallerOrigin
{
    /// <summary>The gateway's own origin as this caller knows it; empty for a caller of HTTP/1.0 that did not say.</summary>
    public static string OfGateway(HttpRequest request) => request.Host.HasValue ? string.Concat(request.Scheme, "://", request.Host.Value) : string.Empty;

    // A page of this gateway that was opened with a key names it, also if it is one no longer.
    private static string WithoutToken(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0 || !target.AsSpan(query).Contains("token", StringComparison.Ordinal))
        {
            return target;
        }

        var kept = string.Join('&', target[(query + 1)..].Split('&').Where(parameter => parameter != "token" && !parameter.StartsWith("token=", StringComparison.Ordinal)));
        return kept.Length == 0 ? target[..query] : $"{target[..query]}?{kept}";
    }

    /// <summary>The value as the upstream needs it; one that names another origin stays as it is.</summary>
    public static string Rewrite(string value, HttpRequest request, UpstreamOrigin upstream, ReadOnlySpan<char> accountPrefix)
    {
        var own = OfGateway(request);
        if (own.Length == 0 || !value.StartsWith(own, StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var rest = value.AsSpan(own.Length);
        if (rest.IsEmpty)
        {
            return upstream.Origin;
        }

        if (rest[0] is not ('/' or '?' or '#'))
        {
            return value;
        }

        if (rest.StartsWith(accountPrefix, StringComparison.Ordinal) && (rest.Length == accountPrefix.Length || rest[accountPrefix.Length] is '/' or '?'))
        {
            rest = rest[accountPrefix.Length..];
        }

        return string.Concat(upstream.Prefix, WithoutToken(rest.ToString()));
    }
}
