using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.StackAuth;

/// <summary>A client of Stack Auth that signs in by itself. Writes down all that it is answered.</summary>
internal sealed class StackClient(StackScene scene)
{
    public const string SignIn = "/api/v1/auth/password/sign-in";
    public const string SecondFactor = "/api/v1/auth/mfa/sign-in";
    public const string Refresh = "/api/v1/auth/sessions/current/refresh";
    public const string OAuthToken = "/api/v1/auth/oauth/token";
    public const string Current = "/api/v1/auth/sessions/current";

    public List<string> Answers { get; } = [];

    public HttpStatusCode Status { get; private set; }

    /// <summary>The last answer's headers.</summary>
    public Dictionary<string, string> Headers { get; private set; } = [];

    /// <summary>The last answer's body as it came.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The code of the last refusal by the protocol; null if it was none, or the gateway's own.</summary>
    public string? Code => Headers.GetValueOrDefault("x-stack-known-error");

    /// <summary>The code of the gateway's own error.</summary>
    public string? Error => Headers.GetValueOrDefault("X-Gateway-Error");

    public static string SignInBody(string password = "dummy", string email = "bot@example.com") =>
        new JsonObject { ["email"] = email, ["password"] = password }.ToJsonString();

    public Task<JsonNode?> SignInAsync(string password = "dummy", params string[] headers) => SendAsync("POST", SignIn, SignInBody(password), headers);

    public Task<JsonNode?> ConfirmAsync(string totp, string attempt, params string[] headers) =>
        SendAsync("POST", SecondFactor, new JsonObject { ["type"] = "totp", ["totp"] = totp, ["code"] = attempt }.ToJsonString(), headers);

    public Task<JsonNode?> RefreshAsync(string refreshToken, params string[] headers) =>
        SendAsync("POST", Refresh, null, [$"x-stack-refresh-token: {refreshToken}", .. headers]);

    public Task<JsonNode?> GrantAsync(string refreshToken, string client = "some-project", params string[] headers) => SendAsync(
        "POST", OAuthToken, $"grant_type=refresh_token&refresh_token={Uri.EscapeDataString(refreshToken)}&client_id={client}&client_secret=any", [.. headers, "Content-Type: application/x-www-form-urlencoded"]);

    public async Task<string?> AskWhoseAsync(string accessToken, string family = "x-stack-") =>
        (await SendAsync("GET", "/api/v1/users/me", null, $"{family}access-token: {accessToken}"))?["primary_email"]?.GetValue<string>();

    public async Task<JsonNode?> SendAsync(string method, string path, string? body, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(scene.Gateway.Addresses.Proxy, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var header in headers)
        {
            var parts = header.Split(": ", 2);
            if (!request.Headers.TryAddWithoutValidation(parts[0], parts[1]))
            {
                request.Content!.Headers.Remove(parts[0]);
                request.Content.Headers.TryAddWithoutValidation(parts[0], parts[1]);
            }
        }

        using var response = await scene.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Status = response.StatusCode;
        Headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        Text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Answers.Add($"{response.Headers}{Text}");
        return Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true ? JsonNode.Parse(Text) : null;
    }

    public static string Field(JsonNode? answer, string name) => answer![name]!.GetValue<string>();
}
