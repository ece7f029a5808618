using Gateway.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Extensions.Logging;

namespace Gateway.Telemetry;

/// <summary>Puts Serilog behind the logging abstractions: everything goes to standard output.</summary>
internal static class LoggingSetup
{
    public static ILoggingBuilder AddGatewayLogging(this ILoggingBuilder logging, LogFormat format)
    {
        logging.AddLogFloor();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        var serilog = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Console(format == LogFormat.Json ? new JsonLogFormatter() : new TextLogFormatter(HasColours()))
            .CreateLogger();
        return logging.AddProvider(new SerilogLoggerProvider(serilog, dispose: true));
    }

    /// <summary>See <see cref="LogFloor"/>.</summary>
    public static ILoggingBuilder AddLogFloor(this ILoggingBuilder logging)
    {
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<LoggerFilterOptions>, LogFloor>());
        return logging;
    }

    private static bool HasColours() =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
