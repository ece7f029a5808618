using Gateway.Settings;

namespace Gateway;

/// <summary>Settings files that are watched while the gateway runs.</summary>
/// <param name="Reader">Reads them.</param>
/// <param name="Sources">What they are read from.</param>
/// <param name="Started">The reading that the gateway started with.</param>
internal sealed record WatchedSettings(SettingsReader Reader, SettingsSources Sources, SettingsResult.Valid Started);
