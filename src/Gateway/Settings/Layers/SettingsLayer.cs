namespace Gateway.Settings.Layers;

/// <summary>What one source says.</summary>
internal sealed class SettingsLayer(string source)
{
    /// <summary>The prefix of every key that is the gateway's.</summary>
    public const string Root = "Gateway";

    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, SettingValue> Values => _values;

    public List<string> Problems { get; } = [];

    /// <summary>Adds a value; keys that are not the gateway's are left to whom they belong.</summary>
    public void Add(string path, string? text, string? alias = null)
    {
        if (!path.Equals(Root, StringComparison.OrdinalIgnoreCase) && !path.StartsWith(Root + ":", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var value = new SettingValue(path, text, source, alias);
        if (!_values.TryAdd(path, value))
        {
            Problems.Add($"{value} is written twice, if letter case is left aside. Keep one.");
        }
    }
}
