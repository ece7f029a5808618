using System.Text.RegularExpressions;

namespace Gateway.Testing;

/// <summary>Fills in the variables of a compose file: <c>${NAME:-default}</c> with the default, <c>${NAME:?why}</c> with what a person must give.</summary>
public static partial class ComposeText
{
    public static string Fill(string text, string given) => Variable()
        .Replace(text, match => match.Groups["kind"].Value == "-" ? match.Groups["rest"].Value : given)
        .Replace("$$", "$", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{\w+:(?<kind>[-?])(?<rest>[^}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
