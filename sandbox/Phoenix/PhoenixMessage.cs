using System.Text.Json.Nodes;

namespace Sandbox.Phoenix;

/// <summary>One message of a socket, whatever serializer it was written in.</summary>
internal sealed record PhoenixMessage(string? JoinRef, string? Ref, string Topic, string Event, JsonNode? Payload)
{
    public const string Join = "phx_join";
    public const string Leave = "phx_leave";
    public const string Reply = "phx_reply";
    public const string Close = "phx_close";
    public const string Error = "phx_error";
    public const string Heartbeat = "heartbeat";
    public const string HeartbeatTopic = "phoenix";

    public PhoenixMessage Answered(string status, JsonNode? response = null) =>
        this with { Event = Reply, Payload = new JsonObject { ["status"] = status, ["response"] = response ?? new JsonObject() } };

    public PhoenixMessage Refused(string reason) => Answered("error", new JsonObject { ["reason"] = reason });
}
