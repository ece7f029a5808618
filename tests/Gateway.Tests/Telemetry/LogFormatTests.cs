using System.Text.Json;
using Gateway.Telemetry;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Gateway.Tests.Telemetry;

public sealed class LogFormatTests
{
    [Fact]
    public void A_json_line_is_valid_whatever_is_logged()
    {
        var line = Write(new JsonLogFormatter(), log => log.Error(
            new InvalidOperationException("two\nlines"), "Odd {text} {number} {ratio} {nothing}", "a\"b\r\nc\ud800", 7, double.NaN, null));

        Assert.Equal(1, line.Count(c => c == '\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("Error", json.GetProperty("@l").GetString());
        Assert.Equal("a\"b\r\nc\ufffd", json.GetProperty("text").GetString());
        Assert.Equal(7, json.GetProperty("number").GetInt32());
        Assert.Equal("NaN", json.GetProperty("ratio").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nothing").ValueKind);
        Assert.Equal("System.InvalidOperationException", json.GetProperty("@x").GetProperty("type").GetString());
        Assert.Equal("two\nlines", json.GetProperty("@x").GetProperty("message").GetString());
    }

    [Fact]
    public void A_text_message_cannot_forge_a_line_or_speak_to_the_terminal()
    {
        var line = Write(new TextLogFormatter(colours: false), log => log.Warning("Account {name} failed", "bot\r\n12:00:00 info \u001b[2J"));

        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.DoesNotContain('\u001b', line);
        Assert.Contains("warn  Account bot  12:00:00 info", line, StringComparison.Ordinal);
    }

    private static string Write(ITextFormatter formatter, Action<ILogger> log)
    {
        var sink = new FormattingSink(formatter);
        using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        log(logger);
        return sink.Output.ToString();
    }

    private sealed class FormattingSink(ITextFormatter formatter) : ILogEventSink
    {
        public StringWriter Output { get; } = new();

        public void Emit(LogEvent logEvent) => formatter.Format(logEvent, Output);
    }
}
