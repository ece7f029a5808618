using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Sandbox.Control;

/// <summary>The part of the control API that looks at sockets, pushes to them and closes them.</summary>
internal static class SocketControl
{
    private const int NormalClosure = 1000;

    public static readonly IReadOnlyList<string> Requests = ["GET sockets", "POST push", "POST close-sockets"];

    /// <summary>The answer; null for a request that is not about sockets.</summary>
    public static async Task<ControlAnswer?> AnswerAsync(StxExchange exchange, string method, string path, JsonElement body) =>
        (method, path) switch
        {
            ("GET", "sockets") => ControlAnswer.Good(View(exchange.Sockets)),
            ("POST", "push") => await PushAsync(exchange.Sockets, body),
            ("POST", "close-sockets") => Close(exchange, body),
            _ => null,
        };

    private static async Task<ControlAnswer> PushAsync(PhoenixHub sockets, JsonElement body)
    {
        if (body.Text("topic") is not { Length: > 0 } topic)
        {
            return ControlAnswer.Bad("Send {\"topic\":\"markets\",\"event\":\"changed\",\"payload\":{}}.");
        }

        var payload = body.TryGetProperty("payload", out var sent) ? JsonNode.Parse(sent.GetRawText()) : null;
        return Counted("sent", await sockets.PushAsync(topic, body.Text("event") ?? "changed", payload));
    }

    private static ControlAnswer Close(StxExchange exchange, JsonElement body)
    {
        var email = body.Text("email");
        if (email is not null && !exchange.HasUser(email))
        {
            return ControlAnswer.Refused(StatusCodes.Status404NotFound, $"There is no user '{email}'.");
        }

        if (body.Flag("cut"))
        {
            return Counted("closed", exchange.Sockets.Cut(email));
        }

        var code = NormalClosure;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var given)
            && !(given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out code) && code is >= 1000 and < 5000 and not (1004 or 1005 or 1006 or 1015)))
        {
            return ControlAnswer.Bad("'code' is a close code that may be sent, such as 1000, 1011 or 4000.");
        }

        return Counted("closed", exchange.Sockets.Close(code, body.Text("reason") ?? "", email));
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

    private static ControlAnswer Counted(string name, int count) => ControlAnswer.Good(new JsonObject { [name] = count });
}
