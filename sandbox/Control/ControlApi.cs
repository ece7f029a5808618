using System.Text.Json;

namespace Sandbox.Control;

/// <summary>What a user may see and turn over HTTP, under <c>/sandbox/</c>. Never answers a whole token or a password.</summary>
internal sealed class ControlApi(IControlled stand)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public async Task HandleAsync(HttpContext context)
    {
        // A page in the user's browser could otherwise turn the knobs.
        if (context.Request.Headers.ContainsKey("Origin"))
        {
            await AnswerAsync(context, ControlAnswer.Refused(StatusCodes.Status403Forbidden, "The control API is not for browsers."));
            return;
        }

        JsonElement body;
        try
        {
            body = await ReadAsync(context);
        }
        catch (JsonException)
        {
            await AnswerAsync(context, ControlAnswer.Bad("The body is not JSON."));
            return;
        }

        var path = context.Request.Path.Value!["/sandbox/".Length..].TrimEnd('/');
        await AnswerAsync(context, await stand.AnswerOwnAsync(context.Request.Method, path, body) ?? Answer(context.Request.Method, path, body));
    }

    private ControlAnswer Answer(string method, string path, JsonElement body) => (method, path) switch
    {
        ("GET", "state") => ControlAnswer.Good(stand.State()),
        ("GET", "calls") => ControlAnswer.Good(stand.Calls()),
        ("GET", "mails") => ControlAnswer.Good(stand.Mails()),
        ("DELETE", "calls") => ControlAnswer.Done(stand.ClearCalls),
        ("POST", "users") => stand.AddUser(body),
        ("PUT" or "PATCH", "knobs") => TurnKnobs(body),
        ("POST", "revoke") => stand.Revoke(body),
        ("POST", "misbehave") => Misbehave(body),
        ("DELETE", "misbehave") => ControlAnswer.Done(() => stand.Knobs.Behave()),
        ("POST", "release") => ControlAnswer.Done(stand.Release),
        _ => ControlAnswer.Refused(
            StatusCodes.Status404NotFound,
            "Known: GET state, POST users, PATCH knobs, POST revoke, GET calls, DELETE calls, GET mails, POST misbehave, DELETE misbehave, POST release"
            + string.Concat(stand.OwnRequests.Select(request => ", " + request)) + "."),
    };

    private ControlAnswer TurnKnobs(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return ControlAnswer.Bad("Send a JSON object of knobs, such as {\"accessTokenLifetime\":\"00:01:00\"}.");
        }

        var changes = body.EnumerateObject().Select(knob => KeyValuePair.Create(knob.Name, knob.Value.ToString())).ToList();
        return KnobTable.TryTurn(stand.Knobs, changes) is { } problem
            ? ControlAnswer.Bad(problem)
            : ControlAnswer.Good(ControlView.Knobs(stand.Knobs));
    }

    private ControlAnswer Misbehave(JsonElement body)
    {
        var problem = MisbehaviourReader.Read(stand.Knobs, body, out var operation, out var misbehaviour, out var times);
        return problem is null
            ? ControlAnswer.Done(() => stand.Knobs.Misbehave(operation, misbehaviour, times))
            : ControlAnswer.Bad(problem);
    }

    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static Task AnswerAsync(HttpContext context, ControlAnswer answer) =>
        context.AnswerAsync(answer.Status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(answer.Body, Indented));
}
