namespace Gateway.Settings.Sections;

/// <summary>Pieces of messages.</summary>
internal static class Quoted
{
    private const int LongestText = 100;

    /// <summary>A written value in quotes; not repeated if it is long or could hold credentials, as a URL with a user name does.</summary>
    public static string Text(string text) =>
        text.Length > LongestText || text.Contains('@', StringComparison.Ordinal) || text.Any(char.IsControl) ? "the value" : $"'{text}'";

    /// <summary>A written name in quotes; not repeated if it may be a key in the wrong place.</summary>
    public static string Name(string text) => KeyHash.MayBeKey(text) ? "of the name written there" : Text(text);

    /// <summary>"A", "A or B", "A, B or C".</summary>
    public static string OneOf(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
