namespace Gateway.Core.Upstreams;

/// <summary>What is wrong with a setting, or careless.</summary>
/// <param name="Key">The key, without the path of its section.</param>
/// <param name="Sentence">What, and the way out; follows the key's name. Holds no secret.</param>
public sealed record SettingProblem(string Key, string Sentence);
