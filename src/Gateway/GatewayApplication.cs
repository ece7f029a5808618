using Gateway.Core;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Health;
using Gateway.Inbound;
using Gateway.Listeners;
using Gateway.Management;
using Gateway.Problems;
using Gateway.Proxying;
using Gateway.Proxying.Sockets;
using Gateway.Redis;
using Gateway.Settings;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway;

/// <summary>A running gateway: one store, one engine, one server on the listeners of its settings. Disposing stops it.</summary>
public sealed partial class GatewayApplication : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ISessionStore _store;
    private readonly ListenerSockets _sockets;
    private readonly ILoggerFactory _loggers;
    private int _disposed;

    private GatewayApplication(IHost host, ISessionStore store, ListenerSockets sockets, ILoggerFactory loggers)
    {
        (_host, _store, _sockets, _loggers) = (host, store, sockets, loggers);
    }

    /// <summary>The addresses really bound.</summary>
    public BoundAddresses Addresses => _sockets.Addresses;

    /// <summary>The accounts.</summary>
    public IAccountDirectory Accounts => _host.Services.GetRequiredService<IAccountDirectory>();

    /// <summary>Cancelled when the gateway begins to stop, whoever asked for it.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>
    /// Opens the store, binds the listeners and serves; accounts log in in the background. Throws
    /// <see cref="GatewayStartException"/> if the store is refused or a listener cannot be bound.
    /// </summary>
    /// <param name="model">The settings.</param>
    /// <param name="options">What the caller brings along; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<GatewayApplication> StartAsync(
        GatewayModel model, GatewayApplicationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new GatewayApplicationOptions();

        // 1. The log
        var loggers = LoggerFactory.Create(logging =>
            (options.Logging ?? (builder => builder.AddGatewayLogging(model.LogFormat))).Invoke(logging.AddLogFloor()));
        ISessionStore? store = null;
        ListenerSockets? sockets = null;
        IHost? host = null;
        try
        {
            // 2. The store, 3. the listeners, 4. the parts
            store = OpenStore(model.Store, options.Clock, loggers);
            sockets = Bind(model);
            host = Build(model, options, store, sockets, loggers);

            // 5. The accounts, 6. the server
            host.Services.GetRequiredService<IAccountSetup>().Apply(model.Accounts, model.DefaultAccount);
            host.Services.GetRequiredService<InboundAccess>().StandingsChanged += host.Services.GetRequiredService<OpenSockets>().Review;
            await host.StartAsync(cancellationToken);
            Verify(host, sockets);

            var application = new GatewayApplication(host, store, sockets, loggers);
            application.Tell(model, options.Warnings);
            return application;
        }
        catch
        {
            await DisposeAsync(host);
            sockets?.Dispose();
            await (store?.DisposeAsync() ?? ValueTask.CompletedTask);
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Stops: readiness turns 503, requests in flight get the drain time, sessions stay in the store.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _host.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await StopAsync();
        await DisposeAsync(_host);
        _sockets.Dispose();
        await _store.DisposeAsync();
        _loggers.Dispose();
    }

    private static ValueTask DisposeAsync(IHost? host) => host is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private static ISessionStore OpenStore(StoreSettings settings, TimeProvider clock, ILoggerFactory loggers)
    {
        var opening = settings.Kind switch
        {
            StoreKind.Memory => new StoreOpening.Opened(SessionStores.Memory(clock, loggers)),
            StoreKind.Redis => RedisStores.Open(settings, clock, loggers),
            _ => SessionStores.OpenFile(settings.Path, settings.EncryptionKey, clock, loggers),
        };
        return opening switch
        {
            StoreOpening.Opened opened => opened.Store,
            StoreOpening.Refused refused => throw new GatewayStartException(refused.Message),
            _ => throw new InvalidOperationException("A store is opened or refused."),
        };
    }

    private static ListenerSockets Bind(GatewayModel model)
    {
        var listeners = new[] { model.Proxy, model.Management, model.Health }.OfType<ListenerSettings>();
        return ListenerSockets.Bind(listeners) switch
        {
            BindResult.Bound bound => Guarded(model, bound.Sockets),
            BindResult.Refused refused => throw new GatewayStartException(refused.Problem),
            _ => throw new InvalidOperationException("A listener is bound or refused."),
        };
    }

    /// <summary>What the settings were judged by is judged once more by the addresses that the kernel tells.</summary>
    private static ListenerSockets Guarded(GatewayModel model, ListenerSockets sockets)
    {
        foreach (var socket in sockets.All)
        {
            var (hasKeys, allowAnonymous) = socket.Listener.Kind == ListenerKind.Proxy
                ? (!model.Inbound.Callers.IsEmpty, model.Inbound.AllowAnonymous)
                : (model.ManagementAccess.Key is not null, model.ManagementAccess.AllowAnonymous);
            if (OpenListenerRule.Find(socket.Listener.Kind, socket.IsLocal, hasKeys, allowAnonymous) is { } problem)
            {
                sockets.Dispose();
                throw new GatewayStartException($"{BindProblem.SettingOf(socket.Listener.Kind)} ({socket.Listener.Url}): {problem}");
            }
        }

        return sockets;
    }

    // A bare host reads no configuration at all, so nothing but the model can open a socket.
    private static IHost Build(
        GatewayModel model, GatewayApplicationOptions options, ISessionStore store, ListenerSockets sockets, ILoggerFactory loggers) => new HostBuilder()
        .UseContentRoot(AppContext.BaseDirectory)
        .ConfigureServices(services =>
        {
            services.AddSingleton(loggers);
            services.AddSingleton(options.Clock);
            services.AddSingleton<IHostLifetime, NoHostLifetime>();
            services.AddRouting();
            services.AddGatewayCore(store);
            services.AddInbound(model);
            services.AddProxying(model.Proxying);
            if (options.Watched is { } watched)
            {
                services.AddHostedService(provider => Watch(watched, provider));
            }

            options.Services?.Invoke(services);
        })
        .ConfigureWebHost(web => web.UseListeners(sockets).Configure(BuildPipeline), web => web.SuppressEnvironmentConfiguration = true)
        .Build();

    private static SettingsWatcher Watch(WatchedSettings watched, IServiceProvider provider)
    {
        var accounts = provider.GetRequiredService<IAccountSetup>();
        var access = provider.GetRequiredService<InboundAccess>();
        return new SettingsWatcher(
            watched.Reader, watched.Sources, watched.Started, Apply,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SettingsWatcher>>());

        IReadOnlyList<string> Apply(GatewayModel model)
        {
            accounts.Apply(model.Accounts, model.DefaultAccount);
            access.Apply(model);
            return [];
        }
    }

    private static void BuildPipeline(IApplicationBuilder app)
    {
        app.UseFreshConnections();
        app.UseInboundGuard();
        app.MapWhen(ListenerKind.Health, health => health.UseProblemRoutes(routes => routes.MapHealth()));
        app.MapWhen(ListenerKind.Management, management => management.UseProblemRoutes(routes => routes.MapHealth().MapManagement()));
        app.MapProxying();
    }

    private static void Verify(IHost host, ListenerSockets sockets)
    {
        var bound = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        if (bound.FindStrayAddress(sockets) is { } problem)
        {
            throw new GatewayStartException(problem);
        }
    }

    private void Tell(GatewayModel model, IReadOnlyList<string> warnings)
    {
        var logger = _loggers.CreateLogger<GatewayApplication>();
        foreach (var warning in warnings)
        {
            Log.StartWarning(logger, warning);
        }

        var listeners = string.Join(", ", _sockets.All.Select(socket => $"{socket.Listener.Kind.ToString().ToLowerInvariant()} {socket.ShownAddress}"));
        var accounts = string.Join(", ", model.Accounts.Select(account => $"{account.Name} at {account.Upstream.BaseUrl}"));
        Log.Started(logger, listeners, accounts);
    }

    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Information, "Gateway started: {listeners}; accounts: {accounts}", EventName = "GatewayStarted")]
        public static partial void Started(ILogger logger, string listeners, string accounts);

        [LoggerMessage(2001, LogLevel.Warning, "{warning}", EventName = "StartWarning")]
        public static partial void StartWarning(ILogger logger, string warning);
    }
}
