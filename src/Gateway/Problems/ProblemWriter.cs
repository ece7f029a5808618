using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gateway.Core.Upstreams;

namespace Gateway.Problems;

/// <summary>Writes problems as <c>application/problem+json</c>.</summary>
public static class ProblemWriter
{
    /// <summary>The header that every error made by the gateway carries, and no upstream's.</summary>
    public const string ErrorHeader = "X-Gateway-Error";

    private const string MediaType = "application/problem+json";

    private const string TypePrefix = "urn:gateway:problem:";

    // HTTP wants each 401 to say how to do better.
    private const string Bearer = "Bearer realm=\"gateway\"";
    private const string BearerOrBasic = Bearer + ", Basic realm=\"gateway\", charset=\"UTF-8\"";

    /// <summary>
    /// Answers with <paramref name="problem"/>, in place of anything set on the response before. The response must not have started.
    /// </summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);

        var kind = ProblemCatalog.Find(problem.Code);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemBody(TypePrefix + problem.Code, kind.Title, kind.Status, problem.Detail, problem.Code, problem.Account),
            ProblemJson.Default.ProblemBody);

        return WriteAsync(context, problem, kind.Status, MediaType, body, []);
    }

    /// <summary>The same with a body in the words of the client's own protocol.</summary>
    internal static Task WriteAsync(HttpContext context, Problem problem, LoginReply reply) =>
        WriteAsync(context, problem, reply.Status, reply.ContentType, reply.Body, reply.Headers);

    private static Task WriteAsync(
        HttpContext context, Problem problem, int status, string mediaType, ReadOnlyMemory<byte> body, ImmutableArray<KeyValuePair<string, string>> headers)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        response.Headers[ErrorHeader] = problem.Code;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = problem.Code == ProblemCode.CallerKeyRequired ? BearerOrBasic : Bearer;
        }

        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static long WholeSeconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
}
