namespace Gateway.Core.Primitives;

/// <summary>Takes secrets out of texts that others wrote: an upstream may repeat in its answer what it was sent.</summary>
internal static class Redaction
{
    // A shorter one would mask ordinary words, and is no secret worth the name.
    private const int ShortestSecret = 4;

    /// <summary>The text with a mask in place of each secret, in any casing.</summary>
    public static string Of(string text, params ReadOnlySpan<Secret?> secrets)
    {
        foreach (var secret in secrets)
        {
            var value = secret?.Reveal() ?? string.Empty;
            if (value.Length >= ShortestSecret)
            {
                text = text.Replace(value, Secret.Mask, StringComparison.OrdinalIgnoreCase);
            }
        }

        return text;
    }
}
