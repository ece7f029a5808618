using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>Writes secrets as they are. Only for what is encrypted next; everything else gets the mask of the type's own converter.</summary>
internal sealed class SecretTextConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Secret.OrNull(reader.GetString()) ?? throw new JsonException("An empty secret.");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
}
