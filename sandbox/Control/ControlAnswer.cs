using System.Text.Json.Nodes;

namespace Sandbox.Control;

internal sealed record ControlAnswer(int Status, JsonNode Body)
{
    public static ControlAnswer Good(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static ControlAnswer Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    public static ControlAnswer Bad(string problem) => Refused(StatusCodes.Status400BadRequest, problem);

    public static ControlAnswer Refused(int status, string problem) => new(status, new JsonObject { ["error"] = problem });

    public static ControlAnswer Done(Action action)
    {
        action();
        return Good(new JsonObject { ["done"] = true });
    }
}
