using System.Text.Json.Nodes;

namespace Sandbox.Stx;

internal sealed record GraphQlAnswer(JsonObject Body, bool IsUnauthorized)
{
    public static GraphQlAnswer Errors(params IEnumerable<string> messages)
    {
        var all = messages.ToList();
        var body = new JsonObject { ["errors"] = ErrorList(all), ["data"] = null };
        return new GraphQlAnswer(body, all.Contains(FieldRefusedException.UnauthorizedText));
    }

    public static JsonArray ErrorList(IEnumerable<string> messages) =>
        [.. messages.Select(message => new JsonObject { ["message"] = message })];
}
