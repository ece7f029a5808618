using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>What commands need from the rest of the program.</summary>
internal sealed record CliContext
{
    /// <summary>Reads the settings.</summary>
    public required Func<SettingsSources, SettingsResult> ReadSettings { get; init; }

    /// <summary>Reads no more than where a running gateway can be asked.</summary>
    public required Func<SettingsSources, ManagementPlace> ReadManagement { get; init; }

    /// <summary>Runs the service until it is told to stop; the exit code.</summary>
    public required Func<SettingsSources, SettingsResult.Valid, CancellationToken, Task<int>> Serve { get; init; }

    /// <summary>Where settings are read from, given those among the arguments and the value of <c>--config</c>.</summary>
    public Func<IReadOnlyList<string>, string?, SettingsSources> Sources { get; init; } = SettingsSources.FromProcess;

    public TextWriter Output { get; init; } = Console.Out;

    public TextReader Input { get; init; } = Console.In;

    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Whether output goes to a terminal.</summary>
    public bool IsTerminal { get; init; } = !Console.IsOutputRedirected;

    /// <summary>The terminal's width in characters; null if it is not known.</summary>
    public int? Width { get; init; } = TerminalWidth();

    /// <summary>Whether a person can be asked.</summary>
    public bool IsInteractive { get; init; } = !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static int? TerminalWidth()
    {
        try
        {
            return !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
