using Gateway.Proxying.EarlyAnswers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying;

/// <summary>
/// Rewrites one exchange: what may not pass is left out, the address is built from the raw target, and the account's protocol stamps
/// its credentials. One instance for each upstream; everything about the request comes with the request.
/// </summary>
internal sealed class StampTransformer(UpstreamOrigin upstream, bool passCookies, string? accountPrefix = null) : HttpTransformer
{
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var exchange = httpContext.Features.GetRequiredFeature<ProxyExchange>();
        var request = httpContext.Request;

        if (proxyRequest.Content is { } body && request.ContentLength is null)
        {
            proxyRequest.Content = new PromptContent(body);
        }

        CopyHeaders(request, proxyRequest, exchange);
        if (proxyRequest.Content is null && !MayBeRepeated(request.Method))
        {
            // The client library sends a request again as long as no content was begun, whatever its method.
            proxyRequest.Content = new ByteArrayContent([]);
            proxyRequest.Headers.ExpectContinue = null;
        }

        var address = exchange.Target.On(destinationPrefix);
        if (exchange.Handshake is { } handshake)
        {
            handshake.Begin(proxyRequest, address);
            return ValueTask.CompletedTask;
        }

        proxyRequest.RequestUri = RequestTarget.ToUri(address);
        exchange.Account.Protocol.Stamp(proxyRequest, exchange.Session);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return new(false);
        }

        if (proxyResponse.Headers.NonValidated.TryGetValues(HeaderNames.TransferEncoding, out var coding)
            && RequestRules.HasOtherCoding(ToStringValues(coding)))
        {
            throw new NotSupportedException("The answer has a transfer coding other than chunked.");
        }

        var headers = httpContext.Response.Headers;
        var connection = proxyResponse.Headers.NonValidated.TryGetValues(HeaderNames.Connection, out var named)
            ? ToStringValues(named)
            : StringValues.Empty;
        var handshake = httpContext.Features.Get<ProxyExchange>()?.Handshake;
        CopyHeaders(proxyResponse.Headers.NonValidated, headers, connection, handshake);
        CopyHeaders(proxyResponse.Content.Headers.NonValidated, headers, connection, handshake);

        if (headers.Location is [{ } location])
        {
            var target = httpContext.Features.GetRequiredFeature<ProxyExchange>().Target;
            headers.Location = LocationRewriter.Rewrite(location, upstream, CallerOrigin.OfGateway(httpContext.Request), target.Prefix);
        }

        if (AnswerForm.NeedsOwnTrailers(httpContext, proxyResponse))
        {
            headers.TransferEncoding = "chunked";
            httpContext.Response.Body = new TrailingStream(httpContext.Response.Body);
        }

        return AnswerForm.MayStartSlowly(httpContext, proxyResponse) || UploadContent.IsLeft(proxyResponse.RequestMessage)
            ? StartAsync(httpContext.Response, cancellationToken) : new(true);
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        if (httpContext.Response.Body is TrailingStream body)
        {
            // Those of a refused handshake could repeat its address; nobody needs them.
            var isHandshake = httpContext.Features.Get<ProxyExchange>()?.Handshake is not null;
            return body.EndAsync(proxyResponse.TrailingHeaders, name => !isHandshake && MayTrail(name), cancellationToken);
        }

        if (httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
        {
            foreach (var (name, values) in proxyResponse.TrailingHeaders.NonValidated)
            {
                if (MayTrail(name))
                {
                    trailers[name] = StringValues.Concat(trailers[name], ToStringValues(values));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool MayBeRepeated(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private bool MayTrail(string name) => !HeaderRules.IsKeptFromCaller(name, passCookies) && !HeaderRules.IsNeverATrailer(name);

    private static async ValueTask<bool> StartAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await response.Body.FlushAsync(cancellationToken);
        return true;
    }

    private void CopyHeaders(HttpRequest request, HttpRequestMessage proxyRequest, ProxyExchange exchange)
    {
        var connection = request.Headers.Connection;
        foreach (var (name, values) in request.Headers)
        {
            if (HeaderRules.IsKeptFromUpstream(name, passCookies) || (connection.Count > 0 && HeaderRules.IsNamed(connection, name)))
            {
                continue;
            }

            Add(proxyRequest, name, Rewritten(name, values, request, exchange));
        }

        if (HeaderRules.IsNamed(request.Headers.TE, "trailers") && !HttpProtocol.IsHttp10(request.Protocol))
        {
            proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.TE, "trailers");
            proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Connection, HeaderNames.TE);
        }
    }

    private StringValues Rewritten(string name, StringValues values, HttpRequest request, ProxyExchange exchange)
    {
        var namesOrigin = values.Count == 1
            && (name.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase)
                || name.Equals(HeaderNames.Referer, StringComparison.OrdinalIgnoreCase));
        return namesOrigin ? CallerOrigin.Rewrite(values.ToString(), request, upstream, exchange.Target.Prefix, accountPrefix) : values;
    }

    private static void Add(HttpRequestMessage request, string name, StringValues values)
    {
        if (values.Count > 1 && name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase))
        {
            // HTTP/2 splits this header into crumbs; put together with a comma they would be one cookie.
            values = string.Join("; ", values.ToArray());
        }

        if (values.Count == 1)
        {
            var value = values.ToString();
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                ContentHeaders(request, name)?.TryAddWithoutValidation(name, value);
            }
        }
        else if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
        {
            ContentHeaders(request, name)?.TryAddWithoutValidation(name, values.ToArray());
        }
    }

    // The client library files some headers under the content, even for requests that have none.
    private static System.Net.Http.Headers.HttpContentHeaders? ContentHeaders(HttpRequestMessage request, string name)
    {
        if (request.Content is null && name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return (request.Content ??= new ByteArrayContent([])).Headers;
    }

    private void CopyHeaders(
        System.Net.Http.Headers.HttpHeadersNonValidated source, IHeaderDictionary target, StringValues connection, Sockets.SocketHandshake? handshake)
    {
        foreach (var (name, values) in source)
        {
            if (HeaderRules.IsKeptFromCaller(name, passCookies) || (connection.Count > 0 && HeaderRules.IsNamed(connection, name)))
            {
                continue;
            }

            // The address of a handshake holds the account's token, and redirects repeat addresses.
            var passing = handshake is null ? ToStringValues(values) : handshake.Clean(name, ToStringValues(values));
            if (passing.Count > 0)
            {
                target[name] = StringValues.Concat(target[name], passing);
            }
        }
    }

    private static StringValues ToStringValues(System.Net.Http.Headers.HeaderStringValues values)
    {
        if (values.Count <= 1)
        {
            return values.ToString();
        }

        var all = new string[values.Count];
        var count = 0;
        foreach (var value in values)
        {
            all[count++] = value;
        }

        return all;
    }
}
