using System.Text.RegularExpressions;

namespace Gateway.Testing;

/// <summary>Fills in the variables of a compose file: <c>${NAME:-default}</c> with the default, <c>${NAME:?why}</c> with what a person must give.</summary>
public static partial class ComposeText
{
    /// <summary>What a person who copies the example gives.</summary>
    public static Dictionary<string, string> Example { get; } = File.ReadLines(Path.Combine(Repository.Root, "deploy", ".env.example"))
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    public static string Fill(string text, IReadOnlyDictionary<string, string> given) => Variable()
        .Replace(text, match => match.Groups["kind"].Value == "-" ? match.Groups["rest"].Value : given[match.Groups["name"].Value])
        .Replace("$$", "$", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{(?<name>\w+):(?<kind>[-?])(?<rest>[^}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
