using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Listeners;

/// <summary>Branches of the pipeline by listener.</summary>
internal static class ListenerBranches
{
    /// <summary>Requests that came in by a listener of this kind go through <paramref name="branch"/> and no further.</summary>
    public static void MapWhen(this IApplicationBuilder app, ListenerKind kind, Action<IApplicationBuilder> branch) =>
        app.MapWhen(context => context.Features.GetRequiredFeature<IListenerFeature>().Kind == kind, branch);
}
