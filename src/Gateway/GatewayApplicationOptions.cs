namespace Gateway;

/// <summary>What a caller may bring along when it runs a gateway inside its own process.</summary>
public sealed record GatewayApplicationOptions
{
    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes; null for standard output in the format of the settings.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Sentences that are logged as warnings at start, such as those that reading the settings brought.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The settings files to watch; null for none.</summary>
    internal WatchedSettings? Watched { get; init; }

    /// <summary>Registered last, so that tests can put their own parts in place.</summary>
    internal Action<IServiceCollection>? Services { get; init; }
}
