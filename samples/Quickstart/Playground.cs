using Gateway;
using Gateway.Settings;
using Microsoft.Extensions.Logging;
using Sandbox;

namespace Quickstart;

/// <summary>A stand-in exchange, a gateway in front of it, and a folder for both; all of it is gone when this is disposed.</summary>
internal sealed class Playground : IAsyncDisposable
{
    /// <summary>Real tokens live an hour; these are short, so that renewing them can be watched.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(12);

    private readonly SandboxServer _sandbox;
    private readonly GatewayModel _model;
    private GatewayApplication _gateway;

    private Playground(Folder folder, SandboxServer sandbox, GatewayModel model, GatewayApplication gateway)
    {
        (Folder, _sandbox, _model, _gateway) = (folder, sandbox, model, gateway);
        Journal = new Journal(sandbox.Stx);
        Bot = new Bot(Proxy);
    }

    public Folder Folder { get; }

    /// <summary>What the exchange saw.</summary>
    public Journal Journal { get; }

    /// <summary>The bot of this story. It knows the gateway's address and no password.</summary>
    public Bot Bot { get; }

    public Uri Exchange => _sandbox.BaseUrl;

    public Uri Proxy => _gateway.Addresses.Proxy;

    public Uri Management => _gateway.Addresses.Management;

    public static async Task<Playground> StartAsync(CancellationToken cancellationToken)
    {
        var folder = new Folder();
        SandboxServer? sandbox = null;
        try
        {
            var ports = Ports.Choose();
            sandbox = await SandboxServer.StartAsync(new SandboxOptions { Url = Ports.Url(ports.Exchange) }, cancellationToken);
            sandbox.Stx.Knobs.AccessTokenLifetime = TokenLifetime;
            var model = GatewaySettings.Write(folder, sandbox.BaseUrl, ports);
            return new Playground(folder, sandbox, model, await StartGatewayAsync(model, cancellationToken));
        }
        catch
        {
            await (sandbox?.DisposeAsync() ?? ValueTask.CompletedTask);
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops the gateway and starts it again on the same settings and the same state folder.</summary>
    public async Task RestartGatewayAsync(CancellationToken cancellationToken)
    {
        await _gateway.DisposeAsync();
        _gateway = await StartGatewayAsync(_model, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        await _gateway.DisposeAsync();
        await _sandbox.DisposeAsync();
        Folder.Dispose();
    }

    // The story has the screen; only what goes wrong in the gateway is worth a line beside it.
    private static Task<GatewayApplication> StartGatewayAsync(GatewayModel model, CancellationToken cancellationToken) => GatewayApplication.StartAsync(
        model,
        new GatewayApplicationOptions
        {
            Logging = logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
        },
        cancellationToken);
}
