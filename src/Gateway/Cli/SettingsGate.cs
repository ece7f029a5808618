using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Every command begins with good settings or ends here.</summary>
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
                Tell(context.Error, invalid.Problems);
                return null;
            default:
                throw new InvalidOperationException("Settings are valid or invalid.");
        }
    }

    private static void Tell(TextWriter error, IReadOnlyList<string> problems)
    {
        error.WriteLine(problems.Count == 1
            ? "The gateway cannot start: a problem in its settings."
            : $"The gateway cannot start: {problems.Count} problems in its settings.");
        foreach (var problem in problems)
        {
            error.WriteLine($"  - {problem}");
        }
    }
}
