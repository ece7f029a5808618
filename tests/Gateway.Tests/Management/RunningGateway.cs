using System.Net;
using Gateway.Core.Sessions;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Management;

/// <summary>A whole gateway on real sockets, with accounts that a test chooses.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private RunningGateway(GatewayApplication application, GatewayModel model)
    {
        (Application, Model) = (application, model);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
    }

    public GatewayApplication Application { get; }

    public GatewayModel Model { get; }

    public HttpClient Http { get; }

    public static ListenerSettings Loopback(ListenerKind kind, int port = 0) =>
        new(kind, $"http://127.0.0.1:{port}", new ListenerAddress.Tcp(IPAddress.Loopback, port));

    public static GatewayModel EmptyModel() => new()
    {
        Upstreams = [],
        Accounts = [],
        Store = new StoreSettings(StoreKind.Memory, string.Empty, null),
        Proxy = Loopback(ListenerKind.Proxy),
        Management = Loopback(ListenerKind.Management),
        Health = Loopback(ListenerKind.Health),
        Proxying = new ProxySettings("/@", TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(8)),
        LogFormat = LogFormat.Json,
    };

    public static Task<RunningGateway> StartAsync(params FakeAccount[] accounts) => StartAsync(EmptyModel(), accounts);

    public static async Task<RunningGateway> StartAsync(GatewayModel model, params FakeAccount[] accounts)
    {
        var application = await GatewayApplication.StartAsync(model, new GatewayApplicationOptions
        {
            Clock = new FakeClock(FakeAccount.Start),
            Logging = _ => { },
            Services = services => services.AddSingleton<IAccountDirectory>(new FakeDirectory(accounts)),
        });
        return new RunningGateway(application, model);
    }

    public Uri At(ListenerKind kind, string path) => new(kind switch
    {
        ListenerKind.Proxy => Application.Addresses.Proxy,
        ListenerKind.Management => Application.Addresses.Management,
        _ => Application.Addresses.Health!,
    }, path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, ListenerKind kind, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, At(kind, path)) { Content = body is null ? null : new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Application.DisposeAsync();
    }
}
