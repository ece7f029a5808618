using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Sandbox.Control;

/// <summary>The part of the control API that looks at sockets, pushes to them and closes them.</summary>
internal static class SocketControl
{
    private const int NormalClosure = 1000;

    /// <summary>The answer; null for a request that is not about sockets.</summary>
    public static async Task<(int Status, JsonNode Body)?> AnswerAsync(StxExchange exchange, string method, string path, JsonElement body) =>
        (method, path) switch
        {
            ("GET", "sockets") => (StatusCodes.Status200OK, View(exchange.Sockets)),
            ("POST", "push") => await PushAsync(exchange.Sockets, body),
            ("POST", "close-sockets") => Close(exchange, body),
            _ => null,
        };

    private static async Task<(int Status, JsonNode Body)> PushAsync(PhoenixHub sockets, JsonElement body)
    {
        if (Text(body, "topic") is not { Length: > 0 } topic)
        {
            return Bad("Send {\"topic\":\"markets\",\"event\":\"changed\",\"payload\":{}}.");
        }

        var payload = body.TryGetProperty("payload", out var sent) ? JsonNode.Parse(sent.GetRawText()) : null;
        return Good("sent", await sockets.PushAsync(topic, Text(body, "event") ?? "changed", payload));
    }

    private static (int Status, JsonNode Body) Close(StxExchange exchange, JsonElement body)
    {
        var email = Text(body, "email");
        if (email is not null && !exchange.HasUser(email))
        {
            return (StatusCodes.Status404NotFound, new JsonObject { ["error"] = $"There is no user '{email}'." });
        }

        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("cut", out var cut) && cut.ValueKind == JsonValueKind.True)
        {
            return Good("closed", exchange.Sockets.Cut(email));
        }

        var code = NormalClosure;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var given)
            && !(given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out code) && code is >= 1000 and < 5000 and not (1004 or 1005 or 1006 or 1015)))
        {
            return Bad("'code' is a close code that may be sent, such as 1000, 1011 or 4000.");
        }

        return Good("closed", exchange.Sockets.Close(code, Text(body, "reason") ?? "", email));
    }

    private static JsonArray View(PhoenixHub sockets) =>
    [
        .. sockets.All.Select(socket => new JsonObject
        {
            ["owner"] = socket.Owner?.Email,
            ["token"] = ControlView.Fingerprint(socket.Token),
            ["tokenState"] = socket.TokenState.ToString(),
            ["version"] = socket.Version,
            ["status"] = socket.Status,
            ["heartbeats"] = socket.Heartbeats,
            ["end"] = socket.End,
            ["joins"] = new JsonArray([.. socket.Joins.Select(join => new JsonObject { ["topic"] = join.Topic, ["refusal"] = join.Refusal })]),
        }),
    ];

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static (int Status, JsonNode Body) Good(string name, int count) => (StatusCodes.Status200OK, new JsonObject { [name] = count });

    private static (int Status, JsonNode Body) Bad(string problem) => (StatusCodes.Status400BadRequest, new JsonObject { ["error"] = problem });
}
