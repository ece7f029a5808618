using Gateway.Core.Upstreams;
using Microsoft.Net.Http.Headers;

namespace Gateway.Proxying;

/// <summary>What an answer's head says about how its body must be handed on.</summary>
internal static class AnswerForm
{
    /// <summary>
    /// True if trailers are announced that the server cannot send by itself: HTTP/2 has trailers of its own, HTTP/1.0 has none.
    /// </summary>
    public static bool NeedsOwnTrailers(HttpContext context, HttpResponseMessage response) =>
        response.Headers.NonValidated.Contains(HeaderNames.Trailer)
        && HttpProtocol.IsHttp11(context.Request.Protocol)
        && context.Response.ContentLength is null
        && MayHaveBody(context, response);

    /// <summary>
    /// True if the headers should go out at once. The forwarder sends them with the first piece of the body; a caller that opens a
    /// stream of events waits for them. One JSON document comes in one go.
    /// </summary>
    public static bool MayStartSlowly(HttpContext context, HttpResponseMessage response) =>
        context.Response.ContentLength is null && MayHaveBody(context, response) && !JsonMedia.IsJson(context.Response.ContentType);

    private static bool MayHaveBody(HttpContext context, HttpResponseMessage response) =>
        (int)response.StatusCode is >= 200 and not (204 or 205 or 304) && !HttpMethods.IsHead(context.Request.Method);
}
