using System.Text;
using Gateway.Core.Diagnostics;
using Gateway.Core.Primitives;
using Gateway.Placeholders;
using Gateway.Problems;
using Gateway.Proxying.Bodies;
using Gateway.Proxying.LoginAnswers;
using Gateway.Proxying.Refusals;
using Gateway.Proxying.Sockets;
using Gateway.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Proxying;

/// <summary>Puts proxying into an application.</summary>
public static class ProxyingServices
{
    /// <summary>
    /// Registers proxying. Needs an <see cref="Core.Sessions.IAccountDirectory"/> and, for another clock than the system's, a
    /// <see cref="TimeProvider"/>. Sets the host's shutdown time to the drain time.
    /// </summary>
    public static IServiceCollection AddProxying(this IServiceCollection services, ProxySettings settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMeter>();
        services.TryAddSingleton<Jitter>();
        services.TryAddSingleton(settings);
        services.AddHttpForwarder();
        services.AddSingleton<AccountSelector>();
        services.AddSingleton<UpstreamClients>();
        services.AddSingleton(new BufferBudget());
        services.AddSingleton<BodyReader>();
        services.AddPlaceholders();
        services.TryAddSingleton<KeyProblemWriter>();
        services.AddSingleton<LoginReader>();
        services.AddSingleton<LoginTickets>();
        services.AddSingleton<LoginAnswerer>();
        services.AddSingleton<RefusalReport>();
        services.AddSingleton<RefusalDesk>();
        services.AddSingleton<OpenSockets>();
        services.AddSingleton<SocketForwarder>();
        services.AddSingleton<ProxyEndpoint>();
        services.AddSingleton<DrainGate>();
        services.AddHostedService(provider => provider.GetRequiredService<DrainGate>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout);
        services.Configure<KestrelServerOptions>(server =>
        {
            // One byte, one character: header values pass as they are, whatever their encoding.
            server.RequestHeaderEncodingSelector = static name =>
                name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? ConnectionHeaderEncoding.Instance : Encoding.Latin1;
            server.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
        return services;
    }

    /// <summary>Ends a pipeline: every request that comes here is forwarded or refused.</summary>
    public static void MapProxying(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var endpoint = app.ApplicationServices.GetRequiredService<ProxyEndpoint>();
        app.Run(endpoint.InvokeAsync);
    }
}
