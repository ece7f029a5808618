using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Settings.Layers;

namespace Gateway.Settings.Sections;

/// <summary>One section of the settings, read by type. What cannot be used becomes a problem and the default is returned, so that reading goes on.</summary>
/// <param name="tree">All that is written.</param>
/// <param name="sources">Where it is written.</param>
/// <param name="path">The section's key.</param>
/// <param name="problems">Takes what cannot be used.</param>
/// <param name="isRunning">Whether a gateway runs already that is to take these settings over.</param>
internal sealed class SettingsScope(SettingsTree tree, SettingsSources sources, string path, ICollection<string> problems, bool isRunning = false)
{
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(30);

    public string Path => path;

    public SettingsSources Sources => sources;

    public SettingsTree Tree => tree;

    public SettingsScope Below(string name) => new(tree, sources, Key(name), problems, isRunning);

    /// <summary>The full key.</summary>
    public string Key(string key) => $"{path}:{key}";

    /// <summary>The name that a person set or would set.</summary>
    public string NameOf(string key) => tree[Key(key)]?.Alias ?? Key(key);

    public bool Has(string key) => Text(key) is not null;

    /// <summary>Whether somebody wrote a value, be it a secret.</summary>
    public bool IsWritten(string key) => tree[Key(key)] is not null;

    public void Problem(string sentence) => problems.Add(sentence);

    /// <summary>Says what a person should know although the settings can be used.</summary>
    public void Warn(string sentence) => tree.Warnings.Add(sentence);

    /// <summary>Reports a problem of a key, with the place where it was written.</summary>
    public void Problem(string key, string sentence) => problems.Add(Labelled(key, sentence));

    /// <summary>
    /// Reports what only keeps a gateway from starting. One that runs already goes on without the thing and takes the rest over: what the
    /// same settings take away from somebody must not wait.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="sentence">What is wrong.</param>
    /// <param name="meanwhile">What that means for a gateway that runs.</param>
    public void StartProblem(string key, string sentence, string meanwhile)
    {
        if (isRunning)
        {
            Warn($"{Labelled(key, sentence)} {meanwhile} The gateway would not start with this.");
        }
        else
        {
            Problem(key, sentence);
        }
    }

    /// <summary>The text of a key without surrounding blanks; null if unset or empty. Not for secrets.</summary>
    public string? Text(string key) => tree[Key(key)]?.Text?.Trim() is { Length: > 0 } text ? text : null;

    public string? FilePath(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (!text.Contains('\0', StringComparison.Ordinal))
        {
            return sources.FullPath(text);
        }

        Problem(key, "a path holds no NUL character. Write the path of a file or folder.");
        return null;
    }

    public TimeSpan Span(string key, TimeSpan whenUnset)
    {
        if (Text(key) is not { } text)
        {
            return whenUnset;
        }

        if (!SpanText.TryParse(text, out var span))
        {
            Problem(key, $"{Quoted.Text(text)} is no time span. Write hours:minutes:seconds, such as 00:01:30.");
            return whenUnset;
        }

        if (span <= TimeSpan.Zero || span > LongestSpan)
        {
            Problem(key, $"{Quoted.Text(text)} is out of range. Write more than 00:00:00 and at most 30.00:00:00 (30 days).");
            return whenUnset;
        }

        return span;
    }

    public bool Flag(string key, bool whenUnset)
    {
        if (Text(key) is not { } text)
        {
            return whenUnset;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Problem(key, $"{Quoted.Text(text)} is neither true nor false. Write one of them.");
        return whenUnset;
    }

    /// <summary>A list: one comma-separated text, or entries numbered below the key. Empty entries do not count. Not for secrets.</summary>
    public IReadOnlyList<string> List(string key)
    {
        return List(key, text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A program and its arguments: entries numbered below the key, or one text split at blanks, where double quotes group.</summary>
    public IReadOnlyList<string> CommandLine(string key) => List(key, text =>
    {
        if (CommandLineText.TrySplit(text, out var words))
        {
            return words;
        }

        Problem(key, "a double quote is not closed. Close it, or write the program and its arguments as a list.");
        return [];
    });

    private IReadOnlyList<string> List(string key, Func<string, IReadOnlyList<string>> split)
    {
        var numbered = tree.ChildrenOf(Key(key))
            .Where(index => index.All(char.IsAsciiDigit) && tree[Key($"{key}:{index}")] is not null)
            .OrderBy(index => index.Length).ThenBy(index => index, StringComparer.Ordinal)
            .ToList();
        if (Text(key) is not { } text)
        {
            return [.. numbered.Select(index => Text($"{key}:{index}")).OfType<string>()];
        }

        if (numbered.Count > 0)
        {
            Problem(key, $"is set, and so is {tree[Key($"{key}:{numbered[0]}")]!.Label(Key($"{key}:{numbered[0]}"))}. Write the list in one of the two ways.");
        }

        return split(text);
    }

    public int Number(string key, int whenUnset, int min, int max)
    {
        if (Text(key) is not { } text)
        {
            return whenUnset;
        }

        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        Problem(key, $"{Quoted.Text(text)} is no whole number from {min} to {max}. Write one.");
        return whenUnset;
    }

    /// <summary>One of an enumeration's names.</summary>
    public T Choice<T>(string key, T whenUnset)
        where T : struct, Enum => Choice(key, whenUnset, out _);

    /// <summary>One of an enumeration's names.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whenUnset">The default.</param>
    /// <param name="isKnown">False if something else is written, which has been reported.</param>
    public T Choice<T>(string key, T whenUnset, out bool isKnown)
        where T : struct, Enum
    {
        isKnown = true;
        if (Text(key) is not { } text)
        {
            return whenUnset;
        }

        var names = Enum.GetNames<T>();
        foreach (var name in names)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        isKnown = false;
        Problem(key, $"{Quoted.Text(text)} is not known. Use {Quoted.OneOf(names)}.");
        return whenUnset;
    }

    /// <summary>A secret, from the key itself or from the file that <c>{key}File</c> names. Of both, which is a problem, the first is taken to read on.</summary>
    public SecretReference? Secret(string key)
    {
        var inline = tree[Key(key)];
        var fileKey = key + "File";
        var file = FilePath(fileKey);
        if (inline is not null && file is not null)
        {
            problems.Add($"{inline.Label(Key(key))} and {tree[Key(fileKey)]!.Label(Key(fileKey))} are both set. Keep one; an empty value in a higher source takes the other away.");
        }

        if (inline is not null)
        {
            return new SecretReference.Inline(NameOf(key), new Secret(inline.Text!));
        }

        return file is null ? null : new SecretReference.InFile(NameOf(fileKey), file);
    }

    private string Labelled(string key, string sentence) => $"{tree[Key(key)]?.Label(Key(key)) ?? Key(key)}: {sentence}";
}
