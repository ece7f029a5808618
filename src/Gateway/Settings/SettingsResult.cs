namespace Gateway.Settings;

/// <summary>What reading the settings came to. A closed set.</summary>
public abstract record SettingsResult
{
    /// <summary>The settings are good.</summary>
    /// <param name="Model">They.</param>
    /// <param name="Warnings">What a person should know all the same; a sentence or two each, no secrets.</param>
    public sealed record Valid(GatewayModel Model, IReadOnlyList<string> Warnings) : SettingsResult
    {
        /// <summary>The state of the files when reading began; null if nobody is to watch them.</summary>
        internal SettingsFiles? Files { get; init; }
    }

    /// <summary>The settings cannot be used.</summary>
    /// <param name="Problems">Everything that is wrong: which key, what, and the way out; no secrets.</param>
    public sealed record Invalid(IReadOnlyList<string> Problems) : SettingsResult;
}
