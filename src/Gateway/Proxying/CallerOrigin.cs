using Gateway.Core.Primitives;
using Gateway.Settings;

namespace Gateway.Proxying;

/// <summary>Turns an <c>Origin</c> or <c>Referer</c> that names the gateway into one that names the upstream.</summary>
internal static class CallerOrigin
{
    /// <summary>The gateway's own origin as this caller knows it; empty for a caller of HTTP/1.0 that did not say.</summary>
    public static string OfGateway(HttpRequest request) => request.Host.HasValue ? string.Concat(request.Scheme, "://", request.Host.Value) : string.Empty;

    /// <summary>The value as the upstream needs it; one that names another origin stays as it is.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="request">The request that it came with.</param>
    /// <param name="upstream">Where the request goes.</param>
    /// <param name="asked">The account prefix of the request itself, as the caller wrote it; empty if there is none.</param>
    /// <param name="accountPrefix">The beginning of every account prefix; null for none.</param>
    public static string Rewrite(string value, HttpRequest request, UpstreamOrigin upstream, ReadOnlySpan<char> asked, string? accountPrefix)
    {
        if (OwnOrigin.LengthIn(value, request.Headers.Host) is not { } own)
        {
            return value;
        }

        var rest = value.AsSpan(own);
        return rest.IsEmpty ? upstream.Origin : string.Concat(upstream.Prefix, WithoutToken(WithoutAccount(rest, asked, accountPrefix).ToString()));
    }

    // A page that was opened below an account's prefix names it also to requests that choose their account by other means.
    private static ReadOnlySpan<char> WithoutAccount(ReadOnlySpan<char> target, ReadOnlySpan<char> asked, ReadOnlySpan<char> accountPrefix)
    {
        if (!asked.IsEmpty && target.StartsWith(asked, StringComparison.Ordinal) && (target.Length == asked.Length || target[asked.Length] is '/' or '?'))
        {
            return target[asked.Length..];
        }

        if (accountPrefix.IsEmpty || !target.StartsWith(accountPrefix, StringComparison.Ordinal))
        {
            return target;
        }

        var name = target[accountPrefix.Length..];
        var end = name.IndexOfAny('/', '?', '#') is var found and >= 0 ? found : name.Length;
        return AccountName.TryParse(name[..end].ToString(), out _) ? name[end..] : target;
    }

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
}
