using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxying;

public sealed class LogTests
{
    [Fact]
    public async Task No_log_holds_a_query_whatever_the_levels()
    {
        using var lines = new Lines();
        await using var proxy = await ProxyFixture.StartAsync(
            context => context.Response.WriteAsync("x"),
            logging: logging => logging.SetMinimumLevel(LogLevel.Trace)
                .AddProvider(lines)
                .AddFilter("Yarp", LogLevel.Trace)
                .AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Trace)
                .AddFilter<Lines>("Microsoft", LogLevel.Trace)
                .AddFilter<Lines>(null, LogLevel.Trace));

        await proxy.GetAsync("/x?token=geheim");

        Assert.NotEmpty(lines.All);
        Assert.DoesNotContain(lines.All, line => line.Contains("geheim", StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
