using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Listeners;

/// <summary>What the pipeline needs to know of listeners and their connections.</summary>
internal static class ListenerBranches
{
    /// <summary>Requests that came in by a listener of this kind go through <paramref name="branch"/> and no further.</summary>
    public static void MapWhen(this IApplicationBuilder app, ListenerKind kind, Action<IApplicationBuilder> branch) =>
        app.MapWhen(context => context.Features.GetRequiredFeature<IListenerFeature>().Kind == kind, branch);

    /// <summary>Notes every request on its connection. First in the pipeline.</summary>
    public static void UseFreshConnections(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        FreshConnections.NoteRequest(context);
        return next(context);
    });
}
