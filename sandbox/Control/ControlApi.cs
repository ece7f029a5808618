using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Stx;

namespace Sandbox.Control;

/// <summary>What a user may see and turn over HTTP, under <c>/sandbox/</c>. Never answers a whole token or a password.</summary>
internal sealed class ControlApi(StxExchange exchange)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public async Task HandleAsync(HttpContext context)
    {
        // A page in the user's browser could otherwise turn the knobs.
        if (context.Request.Headers.ContainsKey("Origin"))
        {
            await AnswerAsync(context, StatusCodes.Status403Forbidden, Problem("The control API is not for browsers."));
            return;
        }

        JsonElement body;
        try
        {
            body = await ReadAsync(context);
        }
        catch (JsonException)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, Problem("The body is not JSON."));
            return;
        }

        var path = context.Request.Path.Value!["/sandbox/".Length..].TrimEnd('/');
        var (status, answer) = await SocketControl.AnswerAsync(exchange, context.Request.Method, path, body) ?? Answer(context.Request.Method, path, body);
        await AnswerAsync(context, status, answer);
    }

    private (int Status, JsonNode Body) Answer(string method, string path, JsonElement body) => (method, path) switch
    {
        ("GET", "state") => Good(ControlView.State(exchange)),
        ("GET", "calls") => Good(ControlView.Calls(exchange.Calls)),
        ("GET", "mails") => Good(ControlView.Mails(exchange.Mails)),
        ("DELETE", "calls") => Done(exchange.ClearCalls),
        ("POST", "users") => AddUser(body),
        ("PUT" or "PATCH", "knobs") => TurnKnobs(body),
        ("POST", "revoke") => Revoke(body),
        ("POST", "misbehave") => Misbehave(body),
        ("DELETE", "misbehave") => Done(() => exchange.Knobs.Behave()),
        ("POST", "release") => Done(exchange.ReleaseStreams),
        _ => (StatusCodes.Status404NotFound, Problem(
            "Known: GET state, POST users, PATCH knobs, POST revoke, GET calls, DELETE calls, GET mails, POST misbehave, DELETE misbehave, POST release, GET sockets, POST push, POST close-sockets.")),
    };

    private (int Status, JsonNode Body) AddUser(JsonElement body)
    {
        if (Text(body, "email") is not { Length: > 0 } email || Text(body, "password") is not { Length: > 0 } password)
        {
            return Bad("A user needs an email and a password.");
        }

        try
        {
            var user = exchange.AddUser(email, password, Text(body, "username"));
            user.RequiresTwoFactor = Flag(body, "requiresTwoFactor");
            return (StatusCodes.Status201Created, ControlView.User(exchange, user));
        }
        catch (ArgumentException)
        {
            return (StatusCodes.Status409Conflict, Problem($"There is a user '{email}' already."));
        }
    }

    private (int Status, JsonNode Body) TurnKnobs(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Bad("Send a JSON object of knobs, such as {\"accessTokenLifetime\":\"00:01:00\"}.");
        }

        var changes = body.EnumerateObject().Select(knob => KeyValuePair.Create(knob.Name, knob.Value.ToString())).ToList();
        return KnobTable.TryTurn(exchange.Knobs, changes) is { } problem ? Bad(problem) : Good(ControlView.Knobs(exchange.Knobs));
    }

    private (int Status, JsonNode Body) Revoke(JsonElement body)
    {
        var email = Text(body, "email");
        Action<string?>? revoke = (Text(body, "what") ?? "sessions") switch
        {
            "sessions" => exchange.RevokeSessions,
            "access" => exchange.RevokeAccessTokens,
            _ => null,
        };
        if (revoke is null)
        {
            return Bad("'what' is sessions or access.");
        }

        return email is not null && !exchange.HasUser(email)
            ? (StatusCodes.Status404NotFound, Problem($"There is no user '{email}'."))
            : Done(() => revoke(email));
    }

    private (int Status, JsonNode Body) Misbehave(JsonElement body)
    {
        var problem = MisbehaviourReader.Read(body, out var operation, out var misbehaviour, out var times);
        return problem is null ? Done(() => exchange.Knobs.Misbehave(operation, misbehaviour, times)) : Bad(problem);
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static (int Status, JsonNode Body) Good(JsonNode body) => (StatusCodes.Status200OK, body);

    private static (int Status, JsonNode Body) Bad(string problem) => (StatusCodes.Status400BadRequest, Problem(problem));

    private static (int Status, JsonNode Body) Done(Action action)
    {
        action();
        return Good(new JsonObject { ["done"] = true });
    }

    private static JsonObject Problem(string text) => new() { ["error"] = text };

    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static Task AnswerAsync(HttpContext context, int status, JsonNode body) =>
        context.AnswerAsync(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(body, Indented));
}
