using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace Gateway.Telemetry;

/// <summary>
/// One JSON object a line: <c>@t</c> time, <c>@l</c> level, <c>@m</c> message, <c>@i</c> event id, <c>@n</c> event name, <c>@c</c> category,
/// <c>@x</c> exception, then the properties by their own names.
/// </summary>
internal sealed class JsonLogFormatter : ITextFormatter
{
    // Quotes and accents as they are: a log is read by people and programs, never put into a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string EventIdProperty = "EventId";
    private const string CategoryProperty = "SourceContext";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("@t", logEvent.Timestamp.UtcDateTime);
            json.WriteString("@l", logEvent.Level.ToString());
            Write(json, "@m", MessageText.Of(logEvent));
            WriteEvent(json, logEvent);
            foreach (var (name, value) in logEvent.Properties)
            {
                if (name is not (EventIdProperty or CategoryProperty or "{OriginalFormat}"))
                {
                    Write(json, name.StartsWith('@') ? "@" + name : name, value);
                }
            }

            WriteException(json, logEvent.Exception);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteEvent(Utf8JsonWriter json, LogEvent entry)
    {
        if (entry.Properties.GetValueOrDefault(CategoryProperty) is ScalarValue { Value: string category })
        {
            Write(json, "@c", category);
        }

        if (entry.Properties.GetValueOrDefault(EventIdProperty) is not StructureValue id)
        {
            return;
        }

        foreach (var part in id.Properties)
        {
            Write(json, part.Name == "Id" ? "@i" : "@n", part.Value);
        }
    }

    private static void WriteException(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is null)
        {
            return;
        }

        json.WriteStartObject("@x");
        Write(json, "type", exception.GetType().FullName ?? exception.GetType().Name);
        Write(json, "message", exception.Message);
        Write(json, "stack", exception.ToString());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }:
                json.WriteNull(Name(name));
                break;
            case ScalarValue { Value: bool flag }:
                json.WriteBoolean(Name(name), flag);
                break;
            case ScalarValue { Value: int or long or short or byte or uint } scalar:
                json.WriteNumber(Name(name), Convert.ToInt64(scalar.Value, CultureInfo.InvariantCulture));
                break;
            case ScalarValue { Value: DateTimeOffset time }:
                json.WriteString(Name(name), time.UtcDateTime);
                break;
            case ScalarValue { Value: string text }:
                Write(json, name, text);
                break;
            case ScalarValue { Value: IFormattable formattable }:
                Write(json, name, formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                Write(json, name, value.ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }

    // By way of UTF-8, because the writer throws for half a surrogate pair.
    private static void Write(Utf8JsonWriter json, string name, string text) => json.WriteString(Name(name), Encoding.UTF8.GetBytes(text));

    private static byte[] Name(string name) => Encoding.UTF8.GetBytes(name);
}
