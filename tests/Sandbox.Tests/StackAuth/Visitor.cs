using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Testing;
using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>A Stack Auth server on a fake clock with a plain client of it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private Visitor(StackAuthServer server, FakeClock clock)
    {
        Server = server;
        Clock = clock;
        Client = Bot.NewClient(server.BaseUrl);
    }

    public static IReadOnlyList<(string Name, string Value)> ClientHeaders { get; } =
        [("x-stack-access-type", "client"), ("x-stack-project-id", StackAuthService.DefaultProjectId)];

    public static IReadOnlyList<(string Name, string Value)> ServerHeaders { get; } =
    [
        ("x-stack-access-type", "server"),
        ("x-stack-project-id", StackAuthService.DefaultProjectId),
        ("x-stack-secret-server-key", StackAuthService.DefaultSecretServerKey),
    ];

    public static object RightCredentials { get; } = new { email = StackAuthService.DefaultEmail, password = StackAuthService.DefaultPassword };

    public StackAuthServer Server { get; }

    public FakeClock Clock { get; }

    public HttpClient Client { get; }

    public StackAuthService Service => Server.StackAuth;

    public StackAuthKnobs Knobs => Service.Knobs;

    public StackAuthUser User => Service.DefaultUser;

    public static async Task<Visitor> StartAsync()
    {
        var clock = new FakeClock();
        return new Visitor(await StackAuthServer.StartAsync(new StackAuthOptions { Clock = clock }), clock);
    }

    /// <summary>As a client of the default project.</summary>
    public Task<Answer> AskAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, "/api/v1/" + path, Json(body), [.. ClientHeaders, .. headers]);

    /// <summary>As a server of the default project.</summary>
    public Task<Answer> AskAsServerAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, "/api/v1/" + path, Json(body), [.. ServerHeaders, .. headers]);

    public async Task<Answer> SendAsync(string method, string path, HttpContent? content, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.BaseUrl.ToString().TrimEnd('/') + path, asWritten));
        request.Content = content;
        foreach (var (name, value) in headers)
        {
            _ = request.Headers.Remove(name);
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> SignInAsync() => AskAsync("POST", "auth/password/sign-in", RightCredentials);

    public Task<Answer> MeAsync(string token, params (string Name, string Value)[] headers) =>
        AskAsync("GET", "users/me", null, [Token(token), .. headers]);

    public Task<Answer> RefreshAsync(string refreshToken, params (string Name, string Value)[] headers) =>
        AskAsync("POST", "auth/sessions/current/refresh", null, [("x-stack-refresh-token", refreshToken), .. headers]);

    public Task<Answer> SignOutAsync(string token) => AskAsync("DELETE", "auth/sessions/current", null, Token(token));

    public string Totp(int stepsAway = 0) => Authenticator.Show(User.AuthenticatorKey!, Authenticator.StepAt(Clock.GetUtcNow()) + stepsAway);

    public static (string Name, string Value) Token(string token) => ("x-stack-access-token", token);

    public static HttpContent? Json(object? body) => body is null ? null : Content(JsonSerializer.Serialize(body), "application/json");

    public static HttpContent Content(string text, string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
