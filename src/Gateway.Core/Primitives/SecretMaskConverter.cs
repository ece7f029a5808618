using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Core.Primitives;

/// <summary>The converter that any serializer finds first: it writes the mask and refuses to read. Stores bring their own.</summary>
internal sealed class SecretMaskConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is read only by the store's own converter.");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Secret.Mask);
}
