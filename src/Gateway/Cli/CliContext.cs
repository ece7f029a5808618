using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>What commands need from the rest of the program.</summary>
internal sealed record CliContext
{
    /// <summary>Reads the settings, from <c>--config</c> and the settings among the arguments.</summary>
    public required Func<IReadOnlyList<string>, string?, SettingsResult> ReadSettings { get; init; }

    /// <summary>Runs the service until it is told to stop; the exit code.</summary>
    public required Func<SettingsResult.Valid, CancellationToken, Task<int>> Serve { get; init; }

    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Whether output goes to a terminal.</summary>
    public bool IsTerminal { get; init; } = !Console.IsOutputRedirected;
}
