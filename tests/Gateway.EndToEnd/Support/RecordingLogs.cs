using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gateway.EndToEnd.Support;

/// <summary>Writes down everything that anybody logs: messages, the values behind them, scopes and exceptions.</summary>
internal sealed class RecordingLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public int Count(LogLevel level) => _lines.Count(line => line.StartsWith($"{level} ", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _lines);

    public void Dispose()
    {
    }

    private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
        ? string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"))
        : $"{state}";

    private sealed class Recorder(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"scope {category}: {Values(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {eventId}: {formatter(state, exception)} {Values(state)} {exception}");
    }
}
