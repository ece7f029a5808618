using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Sessions;

namespace Gateway.Health;

/// <summary>The three probes. They look at what is known and call nobody.</summary>
internal static class HealthEndpoints
{
    /// <summary>The path below which probes are.</summary>
    public const string Prefix = "/health";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods($"{Prefix}/live", Methods, AnswerLiveAsync);
        routes.MapMethods($"{Prefix}/ready", Methods, AnswerReadyAsync);
        routes.MapMethods($"{Prefix}/startup", Methods, AnswerStartupAsync);
        return routes;
    }

    private static Task AnswerLiveAsync(HttpContext context) => WriteAsync(context, true, new HealthStatus("live"), HealthJson.Default.HealthStatus);

    private static Task AnswerReadyAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var readiness = Readiness.Judge(
            services.GetRequiredService<IAccountDirectory>().All,
            services.GetRequiredService<TimeProvider>().GetUtcNow(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        return WriteAsync(context, readiness.IsReady, readiness, HealthJson.Default.Readiness);
    }

    private static Task AnswerStartupAsync(HttpContext context)
    {
        var started = context.RequestServices.GetRequiredService<IAccountDirectory>().All
            .All(account => account.Definition.Login != LoginMoment.AtStart || account.Snapshot.Started);
        return WriteAsync(context, started, new HealthStatus(started ? "started" : "starting"), HealthJson.Default.HealthStatus);
    }

    private static Task WriteAsync<T>(HttpContext context, bool good, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Method == HttpMethods.Head
            ? Task.CompletedTask
            : JsonSerializer.SerializeAsync(context.Response.Body, body, type, context.RequestAborted);
    }
}
