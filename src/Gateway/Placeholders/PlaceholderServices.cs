using Gateway.Core.Stores;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Placeholders;

/// <summary>Puts placeholders into an application.</summary>
internal static class PlaceholderServices
{
    /// <summary>Registers them, once, and what reads login operations. Without a store the keys are of this process alone.</summary>
    public static IServiceCollection AddPlaceholders(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => provider.GetService<ISessionStore>() is { } store ? new PlaceholderKeys(store, provider.GetRequiredService<TimeProvider>()) : new PlaceholderKeys());
        services.TryAddSingleton<PlaceholderTokens>();
        services.TryAddSingleton(provider => new LoginDialects(provider.GetServices<IUpstreamProtocolFactory>()));
        return services;
    }
}
