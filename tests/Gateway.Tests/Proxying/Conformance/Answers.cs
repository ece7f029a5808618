using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>The kinds of answers.</summary>
internal static class Answers
{
    public static readonly string[] Kinds = ["small", "large", "chunked", "events", "204", "304", "404", "206", "gzip", "trailers", "204-length", "205"];

    public static async Task WriteAsync(HttpContext context, string kind)
    {
        var response = context.Response;
        response.Headers.Date = "Sat, 01 Aug 2026 12:00:00 GMT";
        response.Headers.Append("X-Many", new(["a", "b, c", "", "a"]));
        response.Headers["X-Latin"] = "caf\u00e9";
        response.Headers.ETag = "W/\"x\"";
        response.Headers.Vary = new(["Accept", "Origin"]);
        response.Headers.SetCookie = new(["a=1; Path=/", "b=2; Expires=Wed, 01 Jan 2031 00:00:00 GMT"]);
        response.Headers.Link = "</a>; rel=preload";
        response.Headers["Content-Language"] = new(["de", "en"]);
        response.ContentType = "application/x-test; charset=x";
        switch (kind)
        {
            case "204" or "204-length":
                response.StatusCode = 204;
                break;
            case "205":
                response.StatusCode = 205;
                break;
            case "304":
                response.StatusCode = 304;
                break;
            case "events":
                response.ContentType = "text/event-stream";
                await PiecesAsync(context, 3, "data: x\n\n"u8.ToArray());
                break;
            case "chunked":
                await PiecesAsync(context, 10, ConformanceTable.Large.AsMemory(0, 30_000));
                break;
            case "trailers":
                response.Headers["Trailer"] = "X-Sum, X-Named";
                await PiecesAsync(context, 2, "piece"u8.ToArray());
                if (response.SupportsTrailers())
                {
                    response.AppendTrailer("X-Sum", "1234");
                    response.AppendTrailer("X-Named", "one, two");
                }

                break;
            case "large":
                await WholeAsync(context, 200, ConformanceTable.Large);
                break;
            case "206":
                response.Headers.ContentRange = "bytes 0-6/100";
                await WholeAsync(context, 206, "partial"u8.ToArray());
                break;
            case "gzip":
                response.Headers.ContentEncoding = "gzip";
                await WholeAsync(context, 200, new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3 });
                break;
            case "404":
                context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Gone Fishing";
                await WholeAsync(context, 404, "nothing"u8.ToArray());
                break;
            default:
                await WholeAsync(context, 200, "{\"b\":2}"u8.ToArray());
                break;
        }
    }

    private static Task WholeAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }

    private static async Task PiecesAsync(HttpContext context, int count, ReadOnlyMemory<byte> piece)
    {
        await context.Response.StartAsync();
        for (var i = 0; i < count && !HttpMethods.IsHead(context.Request.Method); i++)
        {
            await context.Response.Body.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }
    }
}
