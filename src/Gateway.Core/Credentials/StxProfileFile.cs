using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.Credentials;

/// <summary>
/// The file in which STX's SDKs keep credentials: sections of <c>key = value</c> lines. <c>#</c> and <c>;</c> start a comment at the
/// beginning of a line and after white space, so that <c>pa#ss</c> is a value. Of sections or keys written twice the later value wins.
/// </summary>
public static class StxProfileFile
{
    /// <summary>Reads one section afresh; its name counts as written. Never throws for a file that is missing or malformed.</summary>
    public static ProfileResult Read(ProfileReference reference)
    {
        var file = TextFile.Read(reference.Path);
        if (file.Text is null)
        {
            return new ProfileResult.Unreadable($"The profile file {file.Path} {file.Problem}.");
        }

        return Section(file.Text, reference.Section) is { } values
            ? new ProfileResult.Found(Profile(values), file.Path, file.Mode)
            : new ProfileResult.Unreadable($"The profile file {file.Path} has no section [{reference.Section}].");
    }

    private static StxProfile Profile(Dictionary<string, string> values) => new(
        Value(values, "region"),
        Value(values, "env"),
        Value(values, "email"),
        Secret.OrNull(Value(values, "password")));

    private static string? Value(Dictionary<string, string> values, string key) =>
        values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    private static Dictionary<string, string>? Section(string text, string section)
    {
        Dictionary<string, string>? values = null;
        var inside = false;
        foreach (var written in text.AsSpan().EnumerateLines())
        {
            var line = WithoutComment(written).Trim();
            if (line is ['[', .. var name, ']'])
            {
                inside = name.Trim().Equals(section, StringComparison.Ordinal);
                values ??= inside ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) : null;
            }
            else if (inside && line.IndexOf('=') is > 0 and var equals)
            {
                values![line[..equals].Trim().ToString()] = line[(equals + 1)..].Trim().ToString();
            }
        }

        return values;
    }

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is '#' or ';' && (i == 0 || char.IsWhiteSpace(line[i - 1])))
            {
                return line[..i];
            }
        }

        return line;
    }
}
