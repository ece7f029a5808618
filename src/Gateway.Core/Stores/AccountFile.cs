using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Gateway.Core.Stores;

/// <summary>
/// The content of one account's file: <c>{"records":{"session":"base64 of the envelope", ...}}</c>. Records of kinds that this version
/// does not know are carried along.
/// </summary>
internal sealed record AccountFile(ImmutableSortedDictionary<string, string> Records)
{
    public static readonly AccountFile Empty = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    private const string RecordsMember = "records";

    /// <summary>Null if the bytes are not such a file.</summary>
    public static AccountFile? Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty(RecordsMember, out var records)
                || records.ValueKind != JsonValueKind.Object
                || records.EnumerateObject().Any(record => record.Value.ValueKind != JsonValueKind.String))
            {
                return null;
            }

            return new AccountFile(Empty.Records.SetItems(
                records.EnumerateObject().Select(record => KeyValuePair.Create(record.Name, record.Value.GetString()!))));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Bytes that are no JSON, or text in it that is no UTF-8.
            return null;
        }
    }

    public byte[] ToBytes()
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(RecordsMember);
            foreach (var (name, envelope) in Records)
            {
                writer.WriteString(name, envelope);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return content.ToArray();
    }

    public ImmutableDictionary<RecordKind, ReadOnlyMemory<byte>> Envelopes()
    {
        var envelopes = ImmutableDictionary.CreateBuilder<RecordKind, ReadOnlyMemory<byte>>();
        foreach (var (name, text) in Records)
        {
            if (RecordKindNames.TryParse(name, out var kind))
            {
                envelopes.Add(kind, Bytes(text));
            }
        }

        return envelopes.ToImmutable();
    }

    public AccountFile With(RecordWrite write) => new(write.Envelope is { } envelope
        ? Records.SetItem(write.Kind.Name(), Convert.ToBase64String(envelope.Span))
        : Records.Remove(write.Kind.Name()));

    // What is no base64 goes on as it is: it is no envelope either, and the one place that judges envelopes reports it.
    private static byte[] Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : Encoding.UTF8.GetBytes(text);
    }
}
