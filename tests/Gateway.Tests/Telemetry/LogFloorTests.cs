using System.Collections.Concurrent;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Telemetry;

public sealed class LogFloorTests
{
    [Theory]
    [InlineData("System.Net.Http.HttpClient.any.LogicalHandler")]
    [InlineData("Microsoft.AspNetCore.Hosting.Lifetime")]
    public void Messages_with_addresses_stay_silent_whatever_rules_are_added(string category)
    {
        using var heard = new Recorder();
        using var loggers = LoggerFactory.Create(logging => logging
            .AddLogFloor()
            .AddProvider(heard)
            .SetMinimumLevel(LogLevel.Trace)
            .AddFilter(category, LogLevel.Trace)
            .AddFilter<Recorder>(category, LogLevel.Trace)
            .AddFilter<Recorder>(null, LogLevel.Trace)
            .AddFilter("*", LogLevel.Trace));

        loggers.CreateLogger(category).Log(LogLevel.Information, default, "address", null, (text, _) => text);
        loggers.CreateLogger(category).Log(LogLevel.Warning, default, "warning", null, (text, _) => text);
        loggers.CreateLogger("Gateway").Log(LogLevel.Trace, default, "other", null, (text, _) => text);

        Assert.Equal([$"{category}: Warning", "Gateway: Trace"], heard.Lines);
    }

    [Fact]
    public void The_forwarder_is_not_heard_at_all()
    {
        using var heard = new Recorder();
        using var loggers = LoggerFactory.Create(logging => logging
            .AddLogFloor()
            .AddProvider(heard)
            .AddFilter<Recorder>("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Trace));

        Assert.False(loggers.CreateLogger("Yarp.ReverseProxy.Forwarder.HttpForwarder").IsEnabled(LogLevel.Critical));
    }

    [Theory]
    [InlineData(LogLevel.Trace)]
    [InlineData(LogLevel.Critical)]
    public void The_server_finds_no_listener_for_which_it_would_make_a_scope_for_each_request(LogLevel level)
    {
        const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";
        using var heard = new Recorder();
        using var loggers = LoggerFactory.Create(logging => logging
            .AddLogFloor()
            .AddProvider(heard)
            .AddFilter(Category, LogLevel.Trace)
            .AddFilter<Recorder>(Category, LogLevel.Trace)
            .AddFilter("*", LogLevel.Trace));

        Assert.False(loggers.CreateLogger(Category).IsEnabled(level));
    }

    private sealed class Recorder : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Line(Recorder owner, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                owner.Lines.Enqueue($"{category}: {logLevel}");
        }
    }
}
