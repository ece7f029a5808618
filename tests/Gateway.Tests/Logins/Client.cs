using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Integration;

namespace Gateway.Tests.Logins;

/// <summary>An existing client: it speaks GraphQL, logs in by itself and keeps what it is given. Writes down all that it is answered.</summary>
internal sealed class Client(Exchange exchange)
{
    public const string JsLogin = "mutation Login($creds: LoginCredentials!) { login(credentials: $creds) { token refreshToken userId userStatus } }";

    public const string PythonLogin =
        "mutation login($credentials: LoginCredentials!) { login(credentials: $credentials) { userId userUid sessionId token refreshToken promptTwoFactorAuth } }";

    public const string NewToken = "mutation NewToken($refreshToken: String!) { newToken(refreshToken: $refreshToken) { token refreshToken userId } }";

    public const string Confirm =
        "mutation($code: String!, $sessionId: String!, $email: EmailAddress!) { confirm2Fa(code: $code, sessionId: $sessionId, email: $email) { token refreshToken userId userUid promptTwoFactorAuth } }";

    public const string Whose = "{ userProfile { email } }";

    public List<string> Answers { get; } = [];

    public HttpStatusCode Status { get; private set; }

    /// <summary>The code of the gateway's own error; null if the answer was none.</summary>
    public string? Error { get; private set; }

    public static JsonObject Credentials(string? password = "dummy", string email = "bot@example.com") => new() { ["email"] = email, ["password"] = password };

    public Task<JsonNode> LogInAsync(string? password = "dummy", params string[] headers) =>
        AskAsync(PythonLogin, new JsonObject { ["credentials"] = Credentials(password) }, headers);

    public Task<JsonNode> ConfirmAsync(string code, string session, params string[] headers) =>
        AskAsync(Confirm, new JsonObject { ["code"] = code, ["sessionId"] = session, ["email"] = "bot@example.com" }, headers);

    public Task<JsonNode> RenewAsync(string refreshToken, params string[] headers) =>
        AskAsync(NewToken, new JsonObject { ["refreshToken"] = refreshToken }, headers);

    public Task<JsonNode> AskAsync(string query, JsonObject? variables = null, params string[] headers) =>
        SendAsync("POST", "/api/graphql", new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString(), headers);

    public async Task<JsonNode> SendAsync(string method, string target, string? body, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(exchange.Proxy, target));
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

        using var response = await exchange.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Answers.Add(response.Headers + text);
        Status = response.StatusCode;
        Error = response.Headers.TryGetValues("X-Gateway-Error", out var codes) ? codes.Single() : null;
        return text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text)! : new JsonObject();
    }

    public static string Text(JsonNode? node, params string[] path) => path.Aggregate(node, (at, name) => at?[name])?.GetValue<string>()
        ?? throw new InvalidOperationException($"No {string.Join('.', path)} in {node?.ToJsonString()}");

    public static JsonElement Claims(string token) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));

    public static string Bearer(string token) => $"Authorization: Bearer {token}";
}
