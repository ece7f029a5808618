using Gateway.Core.Sessions;
using Gateway.Proxying;
using Gateway.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxying;

/// <summary>An upstream and a gateway in front of it, both on real sockets.</summary>
internal sealed class ProxyFixture : IAsyncDisposable
{
    private readonly TestServer? _upstream;

    private ProxyFixture(TestServer? upstream, TestServer gateway, FakeDirectory accounts)
    {
        _upstream = upstream;
        Gateway = gateway;
        Accounts = accounts;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = new Uri(gateway.Url),
        };
    }

    public static readonly ProxySettings Settings = new("/@", TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(8));

    public TestServer Upstream => _upstream!;

    public TestServer Gateway { get; }

    public FakeDirectory Accounts { get; }

    public FakeAccount Account => (FakeAccount)Accounts.All[0];

    public HttpClient Client { get; }

    public Task<RawResponse> SendAsync(string request) => RawClient.SendAsync(Gateway.Port, request);

    /// <summary>A plain GET by raw socket; <paramref name="headers"/> are whole lines.</summary>
    public Task<RawResponse> GetAsync(string target, params string[] headers) => SendAsync(
        $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{Gateway.Port}\r\n{string.Concat(headers.Select(line => line + "\r\n"))}Connection: close\r\n\r\n");

    /// <summary>One account named <c>bot</c>, the default, in front of an upstream that answers as told.</summary>
    public static async Task<ProxyFixture> StartAsync(
        RequestDelegate answer, string basePath = "", bool passCookies = false, ProxySettings? settings = null, Action<ILoggingBuilder>? logging = null)
    {
        var upstream = await TestServer.StartAsync(answer);
        return await StartAsync(upstream, [new FakeAccount("bot", upstream.Url + basePath, passCookies)], settings, logging);
    }

    public static async Task<ProxyFixture> StartAsync(
        TestServer? upstream,
        FakeAccount[] accounts,
        ProxySettings? settings = null,
        Action<ILoggingBuilder>? logging = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? before = null)
    {
        var directory = new FakeDirectory(accounts);
        var gateway = await TestServer.StartAsync(
            collection =>
            {
                collection.AddSingleton<IAccountDirectory>(directory).AddProxying(settings ?? Settings);
                services?.Invoke(collection);
            },
            app =>
            {
                before?.Invoke(app);
                app.MapProxying();
            },
            logging);
        return new ProxyFixture(upstream, gateway, directory);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }
    }
}
