namespace Gateway.Settings.Layers;

/// <summary>One written value and where it was written. Never prints the value, because it may be a secret.</summary>
/// <param name="path">The key as written.</param>
/// <param name="text">The value; null for a section that is there but empty.</param>
/// <param name="source">The place, in a person's words.</param>
/// <param name="alias">The name a person set, where it is not the key itself.</param>
internal sealed class SettingValue(string path, string? text, string source, string? alias = null)
{
    public string Path => path;

    public string? Text => text;

    public string Source => source;

    public string? Alias => alias;

    /// <summary>How a message names this value.</summary>
    public string Label(string canonicalPath) => alias ?? $"{canonicalPath} ({source})";

    public override string ToString() => Label(path);
}
