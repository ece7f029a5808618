using Gateway.Core.Primitives;
using Gateway.Settings.Layers;

namespace Gateway.Settings.Sections;

/// <summary>Finds keys that nobody reads, so that no typing error passes, and names that are none.</summary>
internal sealed class KeyCheck(IReadOnlyList<string> keys)
{
    private const string Index = "{number}";

    private readonly string[][] _keys =
        [.. keys.Concat(SettingKeys.Lists.Intersect(keys, StringComparer.Ordinal).Select(list => $"{list}:{Index}")).Select(key => key.Split(':'))];

    public IEnumerable<string> Find(SettingsTree tree) =>
        tree.Values.SelectMany(Judge).Distinct(StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Judge(SettingValue value)
    {
        var segments = value.Path.Split(':');
        var candidates = _keys;
        for (var level = 0; level < segments.Length; level++)
        {
            var matching = Array.FindAll(candidates, key => level < key.Length && Matches(key[level], segments[level]));
            if (matching.Length == 0)
            {
                yield return Array.Exists(candidates, key => key.Length > level)
                    ? $"{value} is not a known key. {KeySuggestion.For(segments, level, candidates, _keys)}"
                    : $"{value} is not a known key: {string.Join(':', segments.Take(level))} takes a single value. Write the value there.";
                yield break;
            }

            if (IsPlaceholder(matching[0][level]) && !EntityName.TryNormalize(segments[level], out _))
            {
                yield return $"{string.Join(':', segments.Take(level + 1))} ({value.Source}): '{segments[level]}' is no name. "
                    + $"Names have 1 to {EntityName.MaxLength} of the characters a-z, 0-9, - and _, and begin with a letter or digit.";
            }

            candidates = matching;
        }

        var isSection = !Array.Exists(candidates, key => key.Length == segments.Length);
        if (isSection && !string.IsNullOrEmpty(value.Text))
        {
            yield return $"{value} takes no value of its own, only keys below it: {KeySuggestion.List(candidates, segments.Length)}.";
        }
    }

    private static bool Matches(string key, string segment) =>
        key == Index ? segment.All(char.IsAsciiDigit) : IsPlaceholder(key) || key.Equals(segment, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlaceholder(string segment) => segment.StartsWith('{');
}
