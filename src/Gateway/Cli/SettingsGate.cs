using Gateway.Listeners;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Every command begins with good settings or ends here; those that only probe need no more than an address.</summary>
internal static class SettingsGate
{
    /// <summary>The settings; null if they are bad, which has been told then.</summary>
    public static SettingsResult.Valid? Open(CliContext context, SettingsSources sources)
    {
        switch (context.ReadSettings(sources))
        {
            case SettingsResult.Valid valid:
                return valid;
            case SettingsResult.Invalid invalid:
                Tell(context.Error, "The gateway cannot start", invalid.Problems);
                return null;
            default:
                throw new InvalidOperationException("Settings are valid or invalid.");
        }
    }

    /// <summary>Asks the running gateway; the exit code.</summary>
    public static async Task<int> AskAsync(CliContext context, SettingsSources sources, Func<ListenerSettings, Task<int>> ask)
    {
        var place = context.ReadManagement(sources);
        var code = place.Listener is { } management ? await ask(management) : ExitCode.Usage;
        if (code is ExitCode.Usage or ExitCode.Unreachable && place.Problems.Count > 0)
        {
            Tell(context.Error, place.Listener is null ? "The gateway cannot be asked" : "The gateway's address may be another one", place.Problems);
        }

        return code;
    }

    private static void Tell(TextWriter error, string consequence, IReadOnlyList<string> problems)
    {
        error.WriteLine(problems.Count == 1
            ? $"{consequence}: a problem in its settings."
            : $"{consequence}: {problems.Count} problems in its settings.");
        foreach (var problem in problems)
        {
            error.WriteLine($"  - {problem}");
        }
    }
}
