namespace Gateway.Problems;

/// <summary>A branch of routes in which an unknown path and a wrong method are answered with a problem.</summary>
internal static class ProblemRoutes
{
    private static readonly Problem NotFound = new(ProblemCode.NotFound, "The gateway serves nothing at this path of this listener.");

    public static void UseProblemRoutes(this IApplicationBuilder app, Action<IEndpointRouteBuilder> map)
    {
        app.Use(AnswerUnmatchedAsync);
        app.UseRouting();
        app.UseEndpoints(map);
    }

    private static async Task AnswerUnmatchedAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null)
        {
            return;
        }

        if (response.StatusCode == StatusCodes.Status404NotFound)
        {
            await ProblemWriter.WriteAsync(context, NotFound);
        }
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            var allow = response.Headers.Allow;
            response.OnStarting(() =>
            {
                response.Headers.Allow = allow;
                return Task.CompletedTask;
            });
            await ProblemWriter.WriteAsync(context, new Problem(ProblemCode.MethodNotAllowed, $"This path takes {allow}."));
        }
    }
}
