using System.Text;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Integration;

/// <summary>Keeps everything that is logged, as one text to search.</summary>
internal sealed class LogText : ILoggerProvider
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    /// <summary>Completes when this text has been logged.</summary>
    public Task WhenAsync(string text)
    {
        lock (_text)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, seen));
            Look_NeedsLock();
            return seen.Task;
        }
    }

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

    private void Look_NeedsLock()
    {
        foreach (var (_, seen) in _awaited.FindAll(one => _text.ToString().Contains(one.Text, StringComparison.Ordinal)))
        {
            seen.TrySetResult();
        }

        _awaited.RemoveAll(one => one.Seen.Task.IsCompleted);
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
                if (log._awaited.Count > 0)
                {
                    log.Look_NeedsLock();
                }
            }
        }
    }
}
