using System.Text;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Integration;

/// <summary>Keeps everything that is logged, as one text to search.</summary>
internal sealed class LogText : ILoggerProvider
{
    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
        // Outlives the gateways that write to it.
    }

    private sealed class Writer(LogText log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log._text)
            {
                log._text.AppendLine($"{logLevel} {category} {eventId.Name}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
