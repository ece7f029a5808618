using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Testing;
using Sandbox.Stx;

namespace Sandbox.Tests;

/// <summary>A sandbox on a fake clock with a plain client of it.</summary>
internal sealed class Bot : IAsyncDisposable
{
    public const string LoginFields =
        "token refreshToken userId userUid sessionId userStatus status promptTwoFactorAuth promptTncAcceptance tncId deviceId lastLoginAt";

    private Bot(SandboxServer server, FakeClock clock)
    {
        Server = server;
        Clock = clock;
        Client = NewClient(server.BaseUrl);
    }

    public SandboxServer Server { get; }

    public FakeClock Clock { get; }

    public HttpClient Client { get; }

    public StxExchange Stx => Server.Stx;

    public StxKnobs Knobs => Server.Stx.Knobs;

    public static async Task<Bot> StartAsync()
    {
        var clock = new FakeClock();
        return new Bot(await SandboxServer.StartAsync(new SandboxOptions { Clock = clock }), clock);
    }

    public static HttpClient NewClient(Uri baseUrl) =>
        new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = baseUrl };

    public Task<HttpResponseMessage> PostAsync(object body, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/graphql") { Content = JsonContent.Create(body) };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return Client.SendAsync(request);
    }

    public async Task<JsonElement> AskAsync(string query, object? variables = null, string? token = null)
    {
        using var response = await PostAsync(new { query, variables }, token);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<JsonElement> AskLoginAsync(
        string email = StxExchange.DefaultEmail, string password = StxExchange.DefaultPassword, string? deviceId = null) =>
        AskAsync(
            $"mutation Login($creds: LoginCredentials!) {{ login(credentials: $creds) {{ {LoginFields} }} }}",
            new { creds = new { email, password, deviceInfo = new { deviceId } } });

    public async Task<JsonElement> LoginAsync(
        string email = StxExchange.DefaultEmail, string password = StxExchange.DefaultPassword, string? deviceId = null) =>
        (await AskLoginAsync(email, password, deviceId)).GetProperty("data").GetProperty("login");

    public Task<JsonElement> AskNewTokenAsync(string refreshToken, string? token = null) =>
        AskAsync(
            $"mutation Renew($token: String!) {{ newToken(refreshToken: $token) {{ {LoginFields} }} }}", new { token = refreshToken }, token);

    public async Task<JsonElement> NewTokenAsync(string refreshToken, string? token = null) =>
        (await AskNewTokenAsync(refreshToken, token)).GetProperty("data").GetProperty("newToken");

    /// <summary>The owner of the token as the exchange sees it, or the refusal's text.</summary>
    public async Task<string?> WhoAmIAsync(string? token)
    {
        var answer = await AskAsync("{ userProfile { email } }", token: token);
        return Error(answer) ?? answer.GetProperty("data").GetProperty("userProfile").GetProperty("email").GetString();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token);

    public static string? Error(JsonElement answer) =>
        answer.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("message").GetString() : null;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
