namespace Gateway.Settings.Layers;

/// <summary>Settings given as <c>Gateway__Key</c>.</summary>
internal static class EnvironmentLayer
{
    public static SettingsLayer Read(IReadOnlyDictionary<string, string> environment)
    {
        var layer = new SettingsLayer("environment");
        foreach (var (name, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(SettingsLayer.Root + "__", StringComparison.OrdinalIgnoreCase))
            {
                layer.Add(name.Replace("__", ":", StringComparison.Ordinal), value);
            }
        }

        return layer;
    }
}
