namespace Sandbox.StackAuth;

/// <summary>A running stand-in for Stack Auth, with an application's backend beside it.</summary>
public sealed class StackAuthServer : IAsyncDisposable
{
    private readonly WebApplication _api;
    private readonly WebApplication _backend;
    private readonly CancellationTokenSource _stopping;
    private int _stopped;

    private StackAuthServer(WebApplication api, WebApplication backend, CancellationTokenSource stopping, StackAuthService service)
    {
        _api = api;
        _backend = backend;
        _stopping = stopping;
        StackAuth = service;
        BaseUrl = new Uri(api.Urls.Single());
        BackendUrl = new Uri(backend.Urls.Single());
    }

    /// <summary>Where the API listens, with the real port; its routes are below <c>api/v1/</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Where the application's own backend listens: another origin.</summary>
    public Uri BackendUrl { get; }

    /// <summary>Projects, users, sessions, knobs and the journal.</summary>
    public StackAuthService StackAuth { get; }

    /// <exception cref="ArgumentException">A URL is not plain http on a loopback address.</exception>
    public static async Task<StackAuthServer> StartAsync(StackAuthOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StackAuthOptions();
        var service = options.Service ?? new StackAuthService(options.Clock);
        var stopping = new CancellationTokenSource();
        var api = Build(options, options.Url);
        var backend = Build(options, options.BackendUrl);
        api.Run(new StackAuthHandler(service, stopping.Token).HandleAsync);
        backend.Run(new ApplicationBackend(service, stopping.Token).HandleAsync);
        try
        {
            await api.StartAsync(cancellationToken);
            await backend.StartAsync(cancellationToken);
            var server = new StackAuthServer(api, backend, stopping, service);

            // Set once: a server that starts again elsewhere still knows the tokens that it issued.
            service.ApiUrl = service.ApiUrl.Length > 0 ? service.ApiUrl : server.BaseUrl.ToString().TrimEnd('/');
            return server;
        }
        catch
        {
            await api.DisposeAsync();
            await backend.DisposeAsync();
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Closes both listeners and cuts every connection, held requests included.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_api.StopAsync(new CancellationToken(canceled: true)), _backend.StopAsync(new CancellationToken(canceled: true)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _api.DisposeAsync();
        await _backend.DisposeAsync();
        _stopping.Dispose();
    }

    private static WebApplication Build(StackAuthOptions options, string url) =>
        LoopbackUrl.Check(url, out var endpoint) is { } problem
            ? throw new ArgumentException(problem, nameof(options))
            : SandboxServer.Build(new SandboxOptions { LogToConsole = options.LogToConsole }, endpoint);
}
