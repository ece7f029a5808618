using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sandbox;

namespace Gateway.EndToEnd.Support;

/// <summary>
/// A sandbox exchange, a folder, and the real program in processes of its own. At the end of every test nothing that any of these
/// processes wrote may hold a secret.
/// </summary>
public abstract class Scene : IAsyncLifetime
{
    /// <summary>The password of the exchange's user; odd enough to be found wherever it leaks.</summary>
    private protected const string Password = "canary-7f3a+Kp9/Zx w\"ord";

    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How soon the gateway notices files that changed.</summary>
    private protected static readonly TimeSpan Promptly = TimeSpan.FromSeconds(5);

    private readonly List<GatewayProcess> _processes = [];
    private readonly List<HttpClient> _clients = [];

    private protected SandboxServer Exchange { get; private set; } = null!;

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("gw").FullName;

    private protected string StateFolder => Path.Combine(Folder, "state");

    private protected string ConfigFile => Path.Combine(Folder, "gateway.json");

    /// <summary>The environment of every process that is started from here on: a good account, ready to serve.</summary>
    private protected Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Other secrets that must not be seen.</summary>
    private protected HashSet<string> MoreSecrets { get; } = new(StringComparer.Ordinal);

    private protected HttpClient Management { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Exchange = await SandboxServer.StartAsync();
        Exchange.Stx.DefaultUser.ChangePassword(Password);
        UseEnvironment(Path.Combine(Folder, "m.sock"));
        Settings["STX_EMAIL"] = Exchange.Stx.DefaultUser.Email;
        Settings["STX_PASSWORD"] = Password;
        Settings["STX_HOST"] = Exchange.BaseUrl.ToString();
        Management = Client(new Uri("http://localhost"), Path.Combine(Folder, "m.sock"));
    }

    public virtual async ValueTask DisposeAsync()
    {
        var secrets = SecretSearch.SecretsOf(Exchange.Stx).Append(Password).Concat(MoreSecrets).ToList();
        var leaks = _processes.ConvertAll(process => SecretSearch.FindIn(process.Output + process.Error, secrets).Count);
        _processes.ForEach(process => process.Dispose());
        _clients.ForEach(client => client.Dispose());
        await Exchange.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        Assert.All(leaks, count => Assert.Equal(0, count));
    }

    /// <summary>Takes the account out of the environment and writes these settings to <see cref="ConfigFile"/>.</summary>
    private protected void Configure(object gateway)
    {
        foreach (var name in Settings.Keys.Where(name => name is "STX_EMAIL" or "STX_PASSWORD" or "STX_HOST").ToList())
        {
            Settings.Remove(name);
        }

        Settings["GATEWAY_CONFIG"] = ConfigFile;
        File.WriteAllText(ConfigFile, JsonSerializer.Serialize(new { Gateway = gateway }));
    }

    /// <summary>An account of the exchange's user, as settings write it.</summary>
    private protected Dictionary<string, string> Account(string? password = Password)
    {
        var account = new Dictionary<string, string>(StringComparer.Ordinal) { ["Email"] = Exchange.Stx.DefaultUser.Email };
        if (password is not null)
        {
            account["Password"] = password;
        }

        return account;
    }

    private protected object Upstreams => new { stx = new { Protocol = "Stx", BaseUrl = Exchange.BaseUrl.ToString() } };

    private protected GatewayProcess Start(params string[] arguments)
    {
        var process = GatewayProcess.Start(Settings, arguments);
        _processes.Add(process);
        return process;
    }

    private protected async Task<GatewayProcess> StartedAsync(params string[] arguments)
    {
        var process = Start(arguments);
        await process.WaitForStartAsync();
        return process;
    }

    /// <summary>Starts it and waits until the account serves.</summary>
    private protected async Task<GatewayProcess> ActiveAsync(string account = "default")
    {
        var process = await StartedAsync();
        await WhenStateAsync("active", account);
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    private protected async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        return (await process.WaitForExitAsync(), process.Output, process.Error);
    }

    private protected HttpClient Bot(GatewayProcess gateway) => Client(gateway.ProxyUrl, socket: null);

    /// <summary>One call of a bot; the answer has been read.</summary>
    private protected async Task<HttpResponseMessage> CallAsync(GatewayProcess gateway, string target = "/api/v1/orders", string? account = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (account is not null)
        {
            request.Headers.Add("X-Gateway-Account", account);
        }

        return await Bot(gateway).SendAsync(request, TestContext.Current.CancellationToken);
    }

    private protected async Task<HttpStatusCode> ProbeAsync(string probe)
    {
        using var response = await Management.GetAsync($"/health/{probe}", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private protected async Task<JsonElement> StatusAsync(string account = "default") =>
        JsonDocument.Parse(await Management.GetStringAsync($"/accounts/{account}", TestContext.Current.CancellationToken)).RootElement;

    private protected async Task<HttpStatusCode> ActAsync(string action, string account = "default", string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Management.PostAsync($"/accounts/{account}/{action}", content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private protected Task WhenStateAsync(string state, string account = "default", TimeSpan? within = null) =>
        Eventually.HoldsAsync(within ?? Patience, async () =>
        {
            using var answer = await Management.GetAsync($"/accounts/{account}", TestContext.Current.CancellationToken);
            var status = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var isThere = answer.IsSuccessStatusCode && JsonDocument.Parse(status).RootElement.GetProperty("state").GetString() == state;
            return isThere ? null : $"{account} is {status}";
        });

    private void UseEnvironment(string socket)
    {
        Settings["HOME"] = Path.Combine(Folder, "home");
        Settings["Gateway__Proxy__Url"] = "http://127.0.0.1:0";
        Settings["Gateway__Management__Url"] = $"http://unix:{socket}";
        Settings["Gateway__Store__Path"] = StateFolder;
    }

    private protected HttpClient Client(Uri address, string? socket)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (socket is not null)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken);
        }

        var client = new HttpClient(handler) { BaseAddress = address };
        _clients.Add(client);
        return client;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
