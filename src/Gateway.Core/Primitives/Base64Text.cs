namespace Gateway.Core.Primitives;

/// <summary>Finds bytes inside base64, plain or for URLs, wherever they begin in what was encoded.</summary>
internal static class Base64Text
{
    private const int BitsPerCharacter = 6;
    private const int BytesPerGroup = 3;

    /// <summary>The runs of base64 in which the bytes stand, whole: their rest is worth nothing and may hold a part.</summary>
    public static IReadOnlyList<Range> Find(string text, byte[] bytes)
    {
        var places = new List<Range>();
        for (var before = 0; before < BytesPerGroup; before++)
        {
            var form = Form(bytes, before);
            foreach (var spelling in new[] { form, form.Replace('+', '-').Replace('/', '_') }.Distinct(StringComparer.Ordinal))
            {
                for (var at = Next(spelling, 0); at >= 0; at = Next(spelling, places[^1].End.Value))
                {
                    places.Add(Run(text, at, at + spelling.Length));
                }
            }
        }

        return places;

        int Next(string spelling, int from) => text.IndexOf(spelling, from, StringComparison.Ordinal);
    }

    // Only the characters that depend on nothing but the bytes.
    private static string Form(byte[] bytes, int before)
    {
        var encoded = Convert.ToBase64String([.. new byte[before], .. bytes, .. new byte[BytesPerGroup]]);
        var first = ((before * 8) + BitsPerCharacter - 1) / BitsPerCharacter;
        return encoded[first..((before + bytes.Length) * 8 / BitsPerCharacter)];
    }

    private static Range Run(string text, int from, int to)
    {
        while (from > 0 && IsBase64(text[from - 1]))
        {
            from--;
        }

        while (to < text.Length && IsBase64(text[to]))
        {
            to++;
        }

        return from..to;
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_' or '=';
}
