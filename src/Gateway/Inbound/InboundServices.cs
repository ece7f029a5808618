using Gateway.Placeholders;
using Gateway.Problems;
using Gateway.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Inbound;

/// <summary>Puts the guard into an application.</summary>
internal static class InboundServices
{
    /// <summary>Registers what the guard needs.</summary>
    public static IServiceCollection AddInbound(this IServiceCollection services, GatewayModel model)
    {
        services.AddPlaceholders();
        services.AddSingleton(provider => new InboundAccess(
            model,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InboundAccess>>(),
            provider.GetRequiredService<PlaceholderTokens>()));
        services.AddSingleton(provider => new LoginBodies(model.Proxying, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PlaceholderRule>();
        services.TryAddSingleton<KeyProblemWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<InboundAccess>());
        return services;
    }

    /// <summary>Guards everything that follows in the pipeline.</summary>
    public static IApplicationBuilder UseInboundGuard(this IApplicationBuilder app) => app.UseMiddleware<InboundGuard>();
}
