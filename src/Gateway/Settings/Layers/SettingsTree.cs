namespace Gateway.Settings.Layers;

/// <summary>All layers as one: for each key the value of the highest source that has it.</summary>
internal sealed class SettingsTree
{
    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SortedSet<string>> _children = new(StringComparer.OrdinalIgnoreCase);

    private SettingsTree()
    {
    }

    public IEnumerable<SettingValue> Values => _values.Values.OrderBy(value => value.Path, StringComparer.OrdinalIgnoreCase);

    public List<string> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>What the short names that made the account begin with; null if they made none.</summary>
    public string? ShortNames { get; private set; }

    public static SettingsTree Read(SettingsSources sources)
    {
        var tree = new SettingsTree();
        SettingsLayer[] above = [CommandLineLayer.Read(sources.CommandLine), EnvironmentLayer.Read(sources.Environment)];
        var below = ReadFiles(sources, tree.Problems);
        tree.AddAll(above);
        if (!HasAccounts([.. above, .. below]))
        {
            tree.AddShortNames(sources);
        }
        else if (ShortNamesLayer.UnusedBesideAccounts(sources) is { Count: > 0 } unused)
        {
            tree.Warnings.Add($"{string.Join(", ", unused)} in the environment: not used, because accounts are configured under Gateway:Accounts.");
        }

        tree.AddAll(below);
        return tree;
    }

    /// <summary>The value of a key; null if nobody wrote it or the highest source that did left it empty.</summary>
    public SettingValue? this[string path] => _values.TryGetValue(path, out var value) && !string.IsNullOrEmpty(value.Text) ? value : null;

    /// <summary>The names below a path, as written, one for each spelling that differs in more than case.</summary>
    public IReadOnlyList<string> ChildrenOf(string path) => _children.TryGetValue(path, out var names) ? [.. names] : [];

    private static bool HasAccounts(IEnumerable<SettingsLayer> layers) =>
        layers.SelectMany(layer => layer.Values.Keys).Any(key => key.StartsWith("Gateway:Accounts:", StringComparison.OrdinalIgnoreCase));

    private static List<SettingsLayer> ReadFiles(SettingsSources sources, List<string> problems)
    {
        var layers = new List<SettingsLayer>();
        foreach (var path in sources.Files.Distinct(StringComparer.Ordinal))
        {
            var isNamed = sources.NamedFile is var (named, _) && named == path;
            if (JsonFileLayer.Read(path, isNamed ? path : Path.GetFileName(path)) is { } layer)
            {
                layers.Add(layer);
            }
            else if (isNamed)
            {
                problems.Add($"{sources.NamedFile!.Value.NamedBy} names the settings file {path}, which does not exist. Correct the name or leave it out.");
            }
        }

        return layers;
    }

    private void AddAll(IEnumerable<SettingsLayer> layers)
    {
        foreach (var layer in layers)
        {
            Add(layer);
        }
    }

    private void AddShortNames(SettingsSources sources)
    {
        if (ShortNamesLayer.Read(sources) is { } stx)
        {
            ShortNames = ShortNamesLayer.Prefix;
            Add(stx);
            if (StackAuthShortNames.Set(sources) is { Count: > 0 } unused)
            {
                Warnings.Add($"{string.Join(", ", unused)} in the environment: not used, because {ShortNamesLayer.Prefix}_ names make the one account that short names can make.");
            }
        }
        else if (StackAuthShortNames.Read(sources) is { } stack)
        {
            ShortNames = StackAuthShortNames.Prefix;
            Add(stack);
        }
    }

    private void Add(SettingsLayer layer)
    {
        Problems.AddRange(layer.Problems);
        foreach (var (path, value) in layer.Values)
        {
            if (_values.TryAdd(path, value))
            {
                AddToParents(path);
            }
        }
    }

    // Thousands of accounts ask for their children; going through all values each time would take the square of their number.
    private void AddToParents(string path)
    {
        for (var end = path.IndexOf(':', StringComparison.Ordinal); end >= 0; end = path.IndexOf(':', end + 1))
        {
            if (!_children.TryGetValue(path[..end], out var names))
            {
                _children[path[..end]] = names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
            }

            names.Add(path[(end + 1)..].Split(':', 2)[0]);
        }
    }
}
