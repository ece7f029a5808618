namespace Gateway.Core.Upstreams;

/// <summary>What a protocol read of an upstream's settings.</summary>
/// <param name="Options">What only the protocol knows; with problems, what could be read of it.</param>
/// <param name="Problems">What is wrong.</param>
public sealed record UpstreamSetup(UpstreamOptions Options, IReadOnlyList<SettingProblem> Problems)
{
    /// <summary>No options and no problems.</summary>
    public static UpstreamSetup Nothing { get; } = new(UpstreamOptions.None, []);

    /// <summary>What a person should know although the settings can be used.</summary>
    public IReadOnlyList<SettingProblem> Warnings { get; init; } = [];
}
