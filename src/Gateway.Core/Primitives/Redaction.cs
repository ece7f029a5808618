using System.Text;

namespace Gateway.Core.Primitives;

/// <summary>
/// Takes secrets out of texts that others wrote: an upstream may repeat in its answer what it was sent, also percent-encoded, with the
/// escapes of JSON or HTML, or as base64.
/// </summary>
internal static class Redaction
{
    // A shorter one would mask ordinary words, and is no secret worth the name.
    private const int ShortestSecret = 4;

    /// <summary>The text with a mask in place of each secret, in any casing and any of those spellings.</summary>
    public static string Of(string text, params ReadOnlySpan<Secret?> secrets)
    {
        foreach (var secret in secrets)
        {
            var value = secret?.Reveal() ?? string.Empty;
            if (value.Length >= ShortestSecret)
            {
                text = text.Replace(value, Secret.Mask, StringComparison.OrdinalIgnoreCase);
                var bytes = Encoding.UTF8.GetBytes(value);
                text = Masked(text, EscapedText.Find(text, bytes));
                text = Masked(text, Base64Text.Find(text, bytes));
            }
        }

        return text;
    }

    private static string Masked(string text, IReadOnlyList<Range> places)
    {
        if (places.Count == 0)
        {
            return text;
        }

        var masked = new StringBuilder();
        var end = 0;
        foreach (var (from, to) in places.Select(place => (place.Start.Value, place.End.Value)).OrderBy(place => place.Item1))
        {
            if (from >= end)
            {
                masked.Append(text, end, from - end).Append(Secret.Mask);
            }

            end = Math.Max(end, to);
        }

        return masked.Append(text, end, text.Length - end).ToString();
    }
}
