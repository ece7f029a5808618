using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying;

/// <summary>Which requests are never forwarded, whoever sends them.</summary>
internal static class RequestRules
{
    /// <summary>
    /// The reason why <paramref name="context"/>'s request is refused, or null and its target in origin form.
    /// </summary>
    public static string? Check(HttpContext context, out RequestTarget target)
    {
        target = default;
        var request = context.Request;
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        if (CheckMethod(request.Method) is { } method)
        {
            return method;
        }

        if (HasBothLengths(request.Headers))
        {
            return "A request with both Content-Length and Transfer-Encoding is refused; send one of them.";
        }

        if (HasOtherCoding(request.Headers.TransferEncoding))
        {
            return "Only the transfer coding chunked is understood; send the body without the others.";
        }

        if (!raw.StartsWith('/'))
        {
            if (!TryReduce(context, raw, out var reduced))
            {
                return "Only targets that start with a slash, or absolute ones of this gateway's own address, are forwarded.";
            }

            raw = reduced;
        }

        target = new RequestTarget(raw);
        return CheckTarget(raw);
    }

    internal static string? CheckMethod(string method) => method switch
    {
        _ when HttpMethods.IsConnect(method) => "Method CONNECT is refused; the gateway is no tunnel.",
        _ when HttpMethods.IsTrace(method) => "Method TRACE is refused; it would echo credentials.",
        // The forwarder takes it for HEAD, and the server for another method, whose answer must have its body.
        _ when HttpMethods.IsHead(method) && method != HttpMethods.Head => "Method HEAD is written in capitals.",
        _ => null,
    };

    internal static string? CheckTarget(ReadOnlySpan<char> target)
    {
        foreach (var character in target)
        {
            if (character is < '!' or > '~')
            {
                return "The target contains a blank, a control character or a character beyond ASCII; percent-encode it.";
            }
        }

        // Servers cut a fragment off: they would see another path than the one that was judged here.
        if (target.Contains('#'))
        {
            return "The target contains a number sign; a fragment is never sent, and as data it is written %23.";
        }

        var query = target.IndexOf('?');
        return CheckPath(query < 0 ? target : target[..query]);
    }

    // An encoded slash ends a segment as well, and so does a path parameter: there are servers that read both that way.
    private static string? CheckPath(ReadOnlySpan<char> path)
    {
        var dots = 0;
        var onlyDots = true;
        for (var index = 0; index < path.Length;)
        {
            var current = PercentEncoding.Next(path, ref index);
            switch (current)
            {
                case '\\':
                    return "The path contains a backslash, plain or encoded.";
                case '\0':
                    return "The path contains a NUL.";
                case '/' or ';' when IsDotSegment():
                    return DotSegment;
                case '/':
                    (dots, onlyDots) = (0, true);
                    break;
                case '.' when onlyDots:
                    dots++;
                    break;
                default:
                    onlyDots = false;
                    break;
            }
        }

        return IsDotSegment() ? DotSegment : null;

        bool IsDotSegment() => onlyDots && dots is 1 or 2;
    }

    private const string DotSegment = "The path contains a dot segment, plain or encoded.";

    // Kestrel follows RFC 9112 when both are there: it trusts Transfer-Encoding and hands the length on under another name.
    private static bool HasBothLengths(IHeaderDictionary headers) =>
        headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"));

    // Kestrel takes the chunks apart and hands on what another coding made of the body, as if that were the body.
    internal static bool HasOtherCoding(StringValues codings) =>
        codings.Count > 0 && (codings.Count > 1 || !string.Equals(codings[0]?.Trim(), "chunked", StringComparison.OrdinalIgnoreCase));

    private static bool TryReduce(HttpContext context, string raw, out string reduced)
    {
        reduced = "/";
        var scheme = context.Request.Scheme;
        if (!raw.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            || !raw.AsSpan(scheme.Length).StartsWith("://", StringComparison.Ordinal))
        {
            return false;
        }

        var start = scheme.Length + "://".Length;
        var end = raw.AsSpan(start).IndexOfAny('/', '?') is var offset && offset >= 0 ? start + offset : raw.Length;
        var authority = raw.AsSpan(start, end - start);
        if (!authority.Equals(context.Request.Host.Value, StringComparison.OrdinalIgnoreCase) || !IsOwn(context))
        {
            return false;
        }

        reduced = end == raw.Length ? "/" : raw[end] == '/' ? raw[end..] : "/" + raw[end..];
        return true;
    }

    private static bool IsOwn(HttpContext context)
    {
        var host = context.Request.Host;
        var connection = context.Connection;
        if (connection.LocalIpAddress is { } local)
        {
            var port = host.Port ?? (context.Request.IsHttps ? 443 : 80);
            if (port != connection.LocalPort)
            {
                return false;
            }

            if (IPAddress.TryParse(host.Host, out var address))
            {
                return IPAddress.IsLoopback(address) || address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
            }
        }

        return host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
