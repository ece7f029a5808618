using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Phoenix;

/// <summary>The two JSON serializers of Phoenix: version 1 writes objects, version 2 arrays.</summary>
internal static class PhoenixSerializer
{
    public const string First = "1.0.0";
    public const string Second = "2.0.0";

    /// <exception cref="FormatException">The text is no message.</exception>
    public static PhoenixMessage Read(string version, ReadOnlySpan<byte> text)
    {
        try
        {
            var json = JsonNode.Parse(text);
            return version == First ? ReadObject((JsonObject)json!) : ReadArray((JsonArray)json!);
        }
        catch (Exception problem) when (problem is JsonException or InvalidCastException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            throw new FormatException("The frame holds no message.", problem);
        }
    }

    public static byte[] Write(string version, PhoenixMessage message)
    {
        JsonNode json = version == First
            ? new JsonObject
            {
                ["join_ref"] = message.JoinRef,
                ["ref"] = message.Ref,
                ["topic"] = message.Topic,
                ["event"] = message.Event,
                ["payload"] = message.Payload?.DeepClone(),
            }
            : new JsonArray(message.JoinRef, message.Ref, message.Topic, message.Event, message.Payload?.DeepClone());
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private static PhoenixMessage ReadArray(JsonArray json) => json.Count == 5
        ? new PhoenixMessage(Text(json[0]), Text(json[1]), Text(json[2])!, Text(json[3])!, json[4])
        : throw new FormatException("A message has five parts.");

    private static PhoenixMessage ReadObject(JsonObject json) =>
        new(Text(json["join_ref"]), Text(json["ref"]), Text(json["topic"])!, Text(json["event"])!, json["payload"]);

    // Some clients number their messages with numbers.
    private static string? Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
