namespace Gateway.Settings;

/// <summary>What of a new model applies while the program runs, and what waits for a restart.</summary>
internal static class SettingsChange
{
    /// <summary>The new model with everything that needs a restart left as it runs.</summary>
    public static GatewayModel WithoutRestart(GatewayModel running, GatewayModel next) => next with
    {
        Proxy = running.Proxy,
        Management = running.Management,
        Health = running.Health,
        Proxying = running.Proxying,
        Store = running.Store,
        LogFormat = running.LogFormat,
    };

    /// <summary>The sections that differ and wait for a restart, by their settings path.</summary>
    public static IReadOnlyList<string> WaitingForRestart(GatewayModel running, GatewayModel next)
    {
        (string Path, bool Differs)[] sections =
        [
            ("Gateway:Proxy", running.Proxy != next.Proxy || running.Proxying != next.Proxying),
            ("Gateway:Management", running.Management != next.Management),
            ("Gateway:Health", running.Health != next.Health),
            ("Gateway:Store", running.Store != next.Store),
            ("Gateway:Log", running.LogFormat != next.LogFormat),
        ];
        return [.. sections.Where(section => section.Differs).Select(section => section.Path)];
    }
}
