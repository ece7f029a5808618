using Gateway.Core.Credentials;
using Gateway.Core.Diagnostics;
using Gateway.Core.Primitives;
using Gateway.Core.Refresh;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Core;

/// <summary>Registers the session engine.</summary>
public static class GatewayCoreServices
{
    /// <summary>
    /// Adds the accounts' engine on an opened store. A <see cref="TimeProvider"/>, a <see cref="Jitter"/> and an
    /// <see cref="ICredentialSource"/> that are registered before are kept. Accounts come through <see cref="IAccountSetup"/>.
    /// </summary>
    public static IServiceCollection AddGatewayCore(this IServiceCollection services, ISessionStore store)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Jitter>();
        services.TryAddSingleton<GatewayMeter>();
        services.TryAddSingleton<ICredentialSource, CredentialSource>();
        services.AddSingleton(store);
        foreach (var protocol in KnownProtocols.All)
        {
            services.AddSingleton(protocol);
        }

        services.AddSingleton<UpstreamProtocols>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<IAccountDirectory>(provider => provider.GetRequiredService<AccountDirectory>());
        services.AddSingleton<IAccountSetup>(provider => provider.GetRequiredService<AccountDirectory>());
        services.AddHostedService<RefreshScheduler>();
        return services;
    }
}
