namespace Gateway.Settings.Sections;

/// <summary>The first message that many a new user meets.</summary>
internal static class NoAccount
{
    public static string Message(SettingsSources sources)
    {
        var profile = sources.ProfileFile is { } file && File.Exists(file)
            ? $", or STX_PROFILE=default to use the profile file {file}"
            : string.Empty;
        return "No account is configured. Set STX_EMAIL and STX_PASSWORD in the environment, or Gateway:Accounts:default:Email and "
            + $"Gateway:Accounts:default:Password together with Gateway:Upstreams:stx:Protocol=Stx in any settings source{profile}. "
            + "For Stack Auth: STACK_PROJECT_ID, STACK_EMAIL and STACK_PASSWORD.";
    }
}
