using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Gateway.Core;
using Gateway.Core.Sessions;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Integration;
using Gateway.Tests.Proxying;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Inbound;

/// <summary>
/// A whole gateway from written settings on a fake clock, with the accounts <c>one</c> (the default) and <c>two</c>, and an upstream
/// that writes down all that reaches it, answers with the token it saw, and takes every upgrade.
/// </summary>
internal sealed class GuardedGateway : IAsyncDisposable
{
    private const string File = "appsettings.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-test").FullName;
    private TestServer _upstream = null!;
    private GatewayApplication _application = null!;

    private GuardedGateway()
    {
    }

    public FakeClock Clock { get; } = new();

    public LogText Log { get; } = new();

    /// <summary>Every request that reached the upstream, with its headers.</summary>
    public ConcurrentQueue<string> Journal { get; } = new();

    public FakeDirectory Accounts { get; private set; } = null!;

    public BoundAddresses Addresses => _application.Addresses;

    public string PathOf(string name) => Path.Combine(_folder, name);

    public static Task<GuardedGateway> StartAsync(params string[] settings) => StartAsync("{}", settings);

    /// <param name="json">The settings file, which <see cref="RewriteAsync"/> changes; the settings stand above it.</param>
    /// <param name="settings">As on the command line, without dashes.</param>
    public static async Task<GuardedGateway> StartAsync(string json, string[] settings)
    {
        var gateway = new GuardedGateway();
        await gateway.StartItAsync(json, settings);
        return gateway;
    }

    public int Port(ListenerKind kind) => (kind == ListenerKind.Proxy ? Addresses.Proxy : Addresses.Management).Port;

    /// <summary>Changes the settings file and waits until the gateway has read it.</summary>
    public async Task RewriteAsync(string json)
    {
        await System.IO.File.WriteAllTextAsync(PathOf(File), json);
        var before = Applied();
        while (Applied() == before)
        {
            Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        int Applied() => Log.ToString().Split("SettingsApplied").Length;
    }

    public Task<RawResponse> GetAsync(string target, params string[] lines) => SendAsync(ListenerKind.Proxy, "GET", target, lines);

    /// <summary>Sends one request with exactly these header lines, a Host for this listener in front unless one is among them.</summary>
    public async Task<RawResponse> SendAsync(ListenerKind kind, string method, string target, params string[] lines)
    {
        var (response, client) = await OpenAsync(kind, method, target, lines);
        client.Dispose();
        return response;
    }

    /// <summary>As <see cref="SendAsync"/>, the connection left open.</summary>
    public async Task<(RawResponse Response, TcpClient Connection)> OpenAsync(ListenerKind kind, string method, string target, params string[] lines)
    {
        var client = await RawClient.ConnectAsync(Port(kind));
        var host = lines.Any(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)) ? [] : new[] { $"Host: 127.0.0.1:{Port(kind)}" };
        var request = $"{method} {target} HTTP/1.1\r\n{string.Concat(host.Concat(lines).Select(line => line + "\r\n"))}\r\n";
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        var head = await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n");
        var response = RawResponse.Parse(head);
        var body = new byte[method == "HEAD" ? 0 : int.Parse(response.Header("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture)];
        await client.GetStream().ReadExactlyAsync(body);
        return (response with { Body = Encoding.Latin1.GetString(body) }, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartItAsync(string json, string[] settings)
    {
        _upstream = await TestServer.StartAsync(AnswerAsync);
        Accounts = new FakeDirectory(new FakeAccount("one", _upstream.Url), new FakeAccount("two", _upstream.Url));
        Accounts.Default = Accounts.All[0];
        await System.IO.File.WriteAllTextAsync(PathOf(File), json);
        string[] basis =
        [
            "Gateway:Upstreams:stx:Protocol=Stx", "Gateway:Store:Kind=Memory", "Gateway:DefaultAccount=one",
            "Gateway:Accounts:one:Login=OnFirstRequest", "Gateway:Accounts:two:Login=OnFirstRequest",
            "Gateway:Proxy:Url=http://127.0.0.1:0", "Gateway:Management:Url=http://127.0.0.1:0",
        ];
        // The last word counts, as with any option given twice.
        var merged = basis.Concat(settings).GroupBy(setting => setting.Split('=')[0])
            .Select(group => "--" + group.Last().Replace("{folder}", _folder, StringComparison.Ordinal));
        var sources = new SettingsSources { CommandLine = [.. merged], ContentRoot = _folder, WorkingFolder = _folder };
        var reader = new SettingsReader(KnownProtocols.All);
        var valid = reader.Read(sources) as SettingsResult.Valid
            ?? throw new InvalidOperationException(string.Join('\n', ((SettingsResult.Invalid)reader.Read(sources)).Problems));
        _application = await GatewayApplication.StartAsync(valid.Model, new GatewayApplicationOptions
        {
            Clock = Clock,
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log),
            Watched = new WatchedSettings(reader, sources, valid),
            Services = services => services.AddSingleton<IAccountDirectory>(Accounts),
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Journal.Enqueue($"{request.Method} {TestServer.RawTarget(context)}\n{string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\n"))}");
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Response.Headers.Upgrade = "websocket";
            await using var stream = await upgrade.UpgradeAsync();
            await stream.CopyToAsync(Stream.Null);
            return;
        }

        context.Response.ContentLength = request.Headers.Authorization.ToString().Length;
        await context.Response.WriteAsync(request.Headers.Authorization.ToString());
    }
}
