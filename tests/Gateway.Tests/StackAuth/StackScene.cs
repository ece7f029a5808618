using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Core;
using Gateway.Core.Sessions;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Integration;
using Microsoft.Extensions.Logging;
using Sandbox;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>
/// The stand-ins for Stack Auth, its application's backend and the exchange, and a whole gateway before them, on one fake clock and real
/// sockets, from written settings. Account <c>bot</c> uses the project's API.
/// </summary>
internal sealed class StackScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-stack").FullName;
    private string[] _settings;

    private StackScene(StackAuthServer server, SandboxServer exchange, FakeClock clock, string[] settings) =>
        (Server, Exchange, Clock, _settings) = (server, exchange, clock, settings);

    public StackAuthServer Server { get; }

    public StackAuthService Stack => Server.StackAuth;

    public SandboxServer Exchange { get; }

    public FakeClock Clock { get; }

    public GatewayApplication Gateway { get; private set; } = null!;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public LogText Log { get; } = new();

    /// <summary>Everything that the gateway answered to <see cref="SendAsync"/> and <see cref="PostAsync"/>.</summary>
    public List<string> Answers { get; } = [];

    public string StateFolder => Path.Combine(_folder, "state");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<StackScene> StartAsync(Action<StackAuthService>? prepare = null, params string[] settings) =>
        StartAsync(new FakeClock(), prepare, settings);

    /// <summary>The same at a time of one's own: clients in other processes have the machine's.</summary>
    public static async Task<StackScene> StartAsync(FakeClock clock, Action<StackAuthService>? prepare, params string[] settings)
    {
        var server = await StackAuthServer.StartAsync(new StackAuthOptions { Clock = clock });
        var exchange = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock });
        prepare?.Invoke(server.StackAuth);
        var scene = new StackScene(server, exchange, clock, settings);
        await scene.StartGatewayAsync();
        return scene;
    }

    /// <summary>The same, with the account logged in.</summary>
    public static async Task<StackScene> ActiveAsync(Action<StackAuthService>? prepare = null, params string[] settings)
    {
        var scene = await StartAsync(prepare, settings);
        await scene.WhenStateAsync(AccountState.Active);
        return scene;
    }

    /// <summary>Settings that put the account before the application's own backend.</summary>
    public static string[] OwnBackend(params string[] more) => ["--Gateway:Upstreams:stack:BaseUrl={backend}", .. more];

    public async Task RestartGatewayAsync(params string[] more)
    {
        await Gateway.DisposeAsync();
        _settings = [.. _settings, .. more];
        await StartGatewayAsync();
    }

    public string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public IAccountSession Account(string name = "bot") => Gateway.Accounts.All.Single(account => account.Definition.Name.Value == name);

    public Task<AccountSnapshot> WhenAsync(Func<AccountSnapshot, bool> condition, string account = "bot") =>
        Account(account).WhenAsync(condition, Patience, Cancel);

    public Task<AccountSnapshot> WhenStateAsync(AccountState state, string account = "bot") => WhenAsync(s => s.State == state && s.Started, account);

    /// <summary>Moves the clock to the moment of the next refresh and waits for its end.</summary>
    public async Task RefreshAsync()
    {
        var before = Account().Snapshot;
        Clock.Advance(before.RefreshAt!.Value - Clock.GetUtcNow());
        await WhenAsync(s => s.Session?.Version > before.Session!.Version);
    }

    /// <summary>Lets time pass in which the account has no session, so that no call of its own is under way meanwhile.</summary>
    public async Task PassTimeLoggedOutAsync(TimeSpan span)
    {
        await Account().LogoutAsync(Cancel);
        Clock.Advance(span);
        await Account().LoginAsync(force: false, Cancel);
        await WhenStateAsync(AccountState.Active);
    }

    /// <summary>Whom the project's API, or an own backend, takes the caller for.</summary>
    public async Task<string?> AskWhoseAsync(string? account = null)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "/api/v1/users/me", account: account);
        using var json = JsonDocument.Parse(body);
        return status == HttpStatusCode.OK
            ? json.RootElement.GetProperty(json.RootElement.TryGetProperty("owner", out _) ? "owner" : "primary_email").GetString()
            : throw new InvalidOperationException(body);
    }

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? account = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway.Addresses.Proxy, path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (account is not null)
        {
            request.Headers.Add("X-Gateway-Account", account);
        }

        using var response = await Http.SendAsync(request, Cancel);
        return (response.StatusCode, await ReadAsync(response));
    }

    /// <summary>An operator's action.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string action, object? body = null, string account = "bot")
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response = await Http.PostAsync(new Uri(Gateway.Addresses.Management, $"/accounts/{account}/{action}"), content, Cancel);
        return (response.StatusCode, await ReadAsync(response));
    }

    public async Task<string> StatusAsync(string account = "bot")
    {
        using var response = await Http.GetAsync(new Uri(Gateway.Addresses.Management, $"/accounts/{account}"), Cancel);
        return await ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Gateway.DisposeAsync();
        await Server.DisposeAsync();
        await Exchange.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Cancel);
        lock (Answers)
        {
            Answers.Add($"{response.Headers}{body}");
        }

        return body;
    }

    private async Task StartGatewayAsync()
    {
        string[] basis =
        [
            "--Gateway:Upstreams:stack:Protocol=StackAuth",
            "--Gateway:Upstreams:stack:AuthUrl={api}",
            $"--Gateway:Upstreams:stack:ProjectId={StackAuthService.DefaultProjectId}",
            $"--Gateway:Upstreams:stack:PublishableClientKey={StackAuthService.DefaultPublishableClientKey}",
            "--Gateway:Accounts:bot:Upstream=stack",
            $"--Gateway:Accounts:bot:Email={StackAuthService.DefaultEmail}",
            $"--Gateway:Accounts:bot:Password={StackAuthService.DefaultPassword}",
            "--Gateway:Proxy:Url=http://127.0.0.1:0",
            "--Gateway:Management:Url=http://127.0.0.1:0",
            $"--Gateway:Store:Path={StateFolder}",
        ];
        // The last word counts; an empty one takes a setting away.
        var merged = basis.Concat(_settings).GroupBy(setting => setting.Split('=')[0]).Select(group => group.Last())
            .Select(setting => setting
                .Replace("{user}", Stack.DefaultUser.Id, StringComparison.Ordinal)
                .Replace("{api}", Server.BaseUrl.ToString(), StringComparison.Ordinal)
                .Replace("{backend}", Server.BackendUrl.ToString(), StringComparison.Ordinal)
                .Replace("{exchange}", Exchange.BaseUrl.ToString(), StringComparison.Ordinal));
        var sources = new SettingsSources { CommandLine = [.. merged], ContentRoot = _folder, WorkingFolder = _folder };
        var read = new SettingsReader(KnownProtocols.All).Read(sources);
        var valid = read as SettingsResult.Valid ?? throw new InvalidOperationException(string.Join('\n', ((SettingsResult.Invalid)read).Problems));
        Gateway = await GatewayApplication.StartAsync(valid.Model, new GatewayApplicationOptions
        {
            Clock = Clock,
            Warnings = valid.Warnings,
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log),
        });
    }
}
