using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Gateway.Settings;

/// <summary>
/// The state of the files that settings are read from, by content: times and names say nothing when a mounted folder is swapped
/// under a link. A file that is missing or cannot be read is a state too.
/// </summary>
internal sealed class SettingsFiles
{
    private readonly ImmutableSortedDictionary<string, string> _states;

    private SettingsFiles(ImmutableSortedDictionary<string, string> states) => _states = states;

    public static SettingsFiles Take(SettingsSources sources)
    {
        var states = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var path in sources.Files)
        {
            states[path] = StateOf(path);
        }

        if (sources.ProfileFile is { } profile)
        {
            states[profile] = StateOf(profile);
        }

        return new SettingsFiles(states.ToImmutable());
    }

    /// <summary>The files that are in another state than before.</summary>
    public IReadOnlyList<string> ChangedSince(SettingsFiles before) =>
        [.. _states.Where(file => before._states.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)];

    private static string StateOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }
}
