using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Core;
using Gateway.Core.Sessions;
using Gateway.Settings;
using Gateway.Testing;
using Microsoft.Extensions.Logging;
using Sandbox;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>The sandbox exchange and a whole gateway before it, on one fake clock and real sockets, from written settings.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-test").FullName;
    private string[] _settings;

    private Exchange(SandboxServer sandbox, FakeClock clock, string[] settings)
    {
        (Sandbox, Clock, _settings) = (sandbox, clock, settings);
    }

    public SandboxServer Sandbox { get; }

    public StxExchange Stx => Sandbox.Stx;

    public FakeClock Clock { get; }

    public GatewayApplication Gateway { get; private set; } = null!;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public LogText Log { get; } = new();

    public string StateFolder => Path.Combine(_folder, "state");

    public Uri Proxy => Gateway.Addresses.Proxy;

    public Uri Management => Gateway.Addresses.Management;

    /// <summary>Starts both. <paramref name="settings"/> come on top of one account, <c>bot</c>, at the sandbox.</summary>
    public static async Task<Exchange> StartAsync(Action<StxExchange>? prepare = null, params string[] settings)
    {
        var clock = new FakeClock();
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock });
        prepare?.Invoke(sandbox.Stx);
        var exchange = new Exchange(sandbox, clock, settings);
        await exchange.StartGatewayAsync();
        return exchange;
    }

    /// <summary>Stops the gateway and starts it on the same folder with these settings on top.</summary>
    public async Task RestartGatewayAsync(params string[] settings)
    {
        _settings = settings;
        await RestartGatewayAsync();
        await WhenStateAsync(AccountState.Active);
    }

    public async Task RestartGatewayAsync()
    {
        await Gateway.DisposeAsync();
        await StartGatewayAsync();
    }

    public IAccountSession Account(string name = "bot") => Gateway.Accounts.All.Single(account => account.Definition.Name.Value == name);

    public Task<AccountSnapshot> WhenAsync(Func<AccountSnapshot, bool> condition, string account = "bot") =>
        Account(account).WhenAsync(condition, Patience, TestContext.Current.CancellationToken);

    public Task<AccountSnapshot> WhenStateAsync(AccountState state, string account = "bot") => WhenAsync(s => s.State == state && s.Started, account);

    /// <summary>The account query of a bot: answers the e-mail address of the token's owner.</summary>
    public async Task<string?> AskWhoseAsync(string path = "/api/graphql", string? accountHeader = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Proxy, path))
        {
            Content = JsonContent.Create(new { query = "{ userProfile { email } }" }),
        };
        if (accountHeader is not null)
        {
            request.Headers.Add("X-Gateway-Account", accountHeader);
        }

        using var response = await Http.SendAsync(request);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            ? data.GetProperty("userProfile").GetProperty("email").GetString()
            : throw new InvalidOperationException(body.RootElement.GetRawText());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Gateway.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartGatewayAsync()
    {
        string[] basis =
        [
            $"--Gateway:Upstreams:stx:Protocol=Stx",
            $"--Gateway:Upstreams:stx:BaseUrl={Sandbox.BaseUrl}",
            $"--Gateway:Accounts:bot:Email={StxExchange.DefaultEmail}",
            $"--Gateway:Accounts:bot:Password={StxExchange.DefaultPassword}",
            "--Gateway:Proxy:Url=http://127.0.0.1:0",
            "--Gateway:Management:Url=http://127.0.0.1:0",
            $"--Gateway:Store:Path={StateFolder}",
        ];
        // The last word counts, as with any option given twice.
        var merged = basis.Concat(_settings).GroupBy(setting => setting.Split('=')[0]).Select(group => group.Last());
        var sources = new SettingsSources { CommandLine = [.. merged], ContentRoot = _folder, WorkingFolder = _folder };
        var read = new SettingsReader(KnownProtocols.All).Read(sources);
        var valid = read as SettingsResult.Valid
            ?? throw new InvalidOperationException(string.Join('\n', ((SettingsResult.Invalid)read).Problems));
        Gateway = await GatewayApplication.StartAsync(valid.Model, new GatewayApplicationOptions
        {
            Clock = Clock,
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log),
        });
    }
}
