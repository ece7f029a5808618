using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Sandbox.Shared;

internal static class HttpFacts
{
    private const string Scheme = "Bearer ";
    private const string CutMark = "cut";

    public static string RawTarget(this HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public static string? Bearer(this HttpContext context)
    {
        var value = context.Request.Headers.Authorization.ToString();
        return value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
    }

    public static IReadOnlyDictionary<string, string> HeaderTexts(this HttpContext context) =>
        context.Request.Headers.ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value.ToArray()), StringComparer.OrdinalIgnoreCase);

    /// <summary>Dates the answer by the stand-in's own clock.</summary>
    public static void DateBy(this HttpContext context, Func<DateTimeOffset> now) =>
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Date = now().ToString("R", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });

    /// <summary>Writes the status of the answer into the journal before the client can see it.</summary>
    public static void ReportStatusTo(this HttpContext context, IReadOnlyList<SandboxCall> calls) =>
        context.Response.OnStarting(() =>
        {
            // The web server completes the response of a cut connection too, though nobody receives it.
            foreach (var call in context.Items.ContainsKey(CutMark) ? [] : calls)
            {
                call.Status = context.Response.StatusCode;
            }

            return Task.CompletedTask;
        });

    /// <summary>Cuts the connection without an answer.</summary>
    public static void Cut(this HttpContext context)
    {
        context.Items[CutMark] = true;
        context.Abort();
    }

    public static async Task AnswerAsync(this HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
