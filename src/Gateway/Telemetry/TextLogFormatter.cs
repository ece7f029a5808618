using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Gateway.Telemetry;

/// <summary>Readable lines: time of day, level, message; the stack of an unexpected exception below.</summary>
internal sealed class TextLogFormatter(bool colours) : ITextFormatter
{
    private const string Reset = "\u001b[0m";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
        var (name, colour) = Describe(logEvent.Level);
        output.Write(colours ? $"{colour}{name}{Reset} " : $"{name} ");
        output.WriteLine(MessageText.Of(logEvent));
        if (logEvent.Exception is { } exception)
        {
            output.WriteLine(exception);
        }
    }

    private static (string Name, string Colour) Describe(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => ("trace", "\u001b[90m"),
        LogEventLevel.Debug => ("debug", "\u001b[90m"),
        LogEventLevel.Information => ("info ", "\u001b[36m"),
        LogEventLevel.Warning => ("warn ", "\u001b[33m"),
        LogEventLevel.Error => ("error", "\u001b[31m"),
        _ => ("fatal", "\u001b[31m"),
    };
}
