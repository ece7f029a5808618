using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary>The written values of an upstream, with region and environment of its accounts' profiles where it has none of its own.</summary>
internal sealed class UpstreamPlace
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _labels = new(StringComparer.OrdinalIgnoreCase);

    public UpstreamPlace(SettingsScope scope, IUpstreamProtocolFactory protocol, IReadOnlyList<ProfileHint> hints)
    {
        foreach (var key in scope.Tree.ChildrenOf(scope.Path).Except(protocol.SecretKeys, StringComparer.OrdinalIgnoreCase))
        {
            if (scope.Text(key) is { } text)
            {
                _values[key] = text;
                _labels[scope.Key(key)] = scope.Tree[scope.Key(key)]!.Label(scope.Key(key));
            }
        }

        if (!scope.Has("BaseUrl"))
        {
            Take(scope, protocol, hints, "Region", "region", place => place.Region);
            Take(scope, protocol, hints, "Environment", "env", place => place.Environment);
        }
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Puts the names that a person wrote in the place of settings keys.</summary>
    public string InWrittenNames(string problem)
    {
        foreach (var (key, label) in _labels)
        {
            problem = problem.Replace(key, label, StringComparison.OrdinalIgnoreCase);
        }

        return problem;
    }

    private void Take(
        SettingsScope scope, IUpstreamProtocolFactory protocol, IReadOnlyList<ProfileHint> hints, string key, string profileKey, Func<ProfilePlace, string?> pick)
    {
        if (scope.Has(key) || !protocol.SettingKeys.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        var found = hints.Where(hint => !string.IsNullOrWhiteSpace(pick(hint.Place))).ToList();
        if (found.Count == 0)
        {
            return;
        }

        var differing = found.Find(hint => !string.Equals(pick(hint.Place), pick(found[0].Place), StringComparison.OrdinalIgnoreCase));
        if (differing is not null)
        {
            scope.Problem(key, $"the profiles of the accounts {found[0].Account} and {differing.Account} differ in {profileKey}. Give each account an upstream of its own, or set this key.");
        }

        var profile = found[0].Profile;
        _values[key] = pick(found[0].Place)!.Trim();
        _labels[scope.Key(key)] = $"{profileKey} of profile [{profile.Section}] in {profile.Path}";
    }
}
