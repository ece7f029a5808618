namespace Gateway.Cli;

/// <summary>Breaks a text into lines at its blanks; a word that is longer than a line goes on in the next.</summary>
internal static class WrappedText
{
    public static IEnumerable<string> Of(string text, int width)
    {
        var rest = text.Trim();
        while (rest.Length > width)
        {
            var at = rest.LastIndexOf(' ', width);
            var end = at > 0 ? at : width;
            yield return rest[..end].TrimEnd();
            rest = rest[end..].TrimStart();
        }

        yield return rest;
    }
}
