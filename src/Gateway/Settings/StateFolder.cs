namespace Gateway.Settings;

/// <summary>Where sessions rest if nobody says otherwise.</summary>
internal static class StateFolder
{
    /// <summary>The user's own state folder; null if the user has no home.</summary>
    public static string? Default(SettingsSources sources)
    {
        if (OperatingSystem.IsWindows())
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return local.Length == 0 ? null : Path.Combine(local, "gateway");
        }

        // A relative XDG path is to be ignored, by the rules of the specification that defines it.
        if (sources.Variable("XDG_STATE_HOME") is { } state && Path.IsPathFullyQualified(state))
        {
            return Path.Combine(state, "gateway");
        }

        return sources.HomeFolder is { } home ? Path.Combine(home, ".local", "state", "gateway") : null;
    }
}
