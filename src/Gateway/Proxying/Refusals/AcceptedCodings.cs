using System.Net.Http.Headers;

namespace Gateway.Proxying.Refusals;

/// <summary>Takes from <c>Accept-Encoding</c> what the gateway could not look into.</summary>
internal static class AcceptedCodings
{
    private const string Header = "Accept-Encoding";

    /// <summary>Leaves a header alone that names known codings only.</summary>
    public static void Restrict(HttpRequestHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(Header, out var values))
        {
            return;
        }

        var text = values.ToString();
        var kept = Restrict(text);
        if (!ReferenceEquals(kept, text))
        {
            headers.Remove(Header);
            headers.TryAddWithoutValidation(Header, kept);
        }
    }

    /// <summary>The same text if there is nothing to take. Without any coding left it is <c>identity</c>: an empty list of wishes would mean that all are welcome.</summary>
    public static string Restrict(string text)
    {
        var kept = new List<string>();
        var isWhole = true;
        foreach (var part in text.AsSpan().Split(','))
        {
            var wish = text.AsSpan(part).Trim();
            if (wish.IsEmpty || MayStay(wish))
            {
                kept.Add(wish.ToString());
            }
            else
            {
                isWhole = false;
            }
        }

        return isWhole ? text : kept.Exists(wish => wish.Length > 0) ? string.Join(", ", kept.Where(wish => wish.Length > 0)) : "identity";
    }

    private static bool MayStay(ReadOnlySpan<char> wish)
    {
        var end = wish.IndexOf(';');
        var coding = (end < 0 ? wish : wish[..end]).TrimEnd();
        return ContentCoding.IsKnown(coding)
            || coding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            || (coding is "*" && end >= 0 && IsRefusal(wish[(end + 1)..]));
    }

    // "q=0", "q=0.0" ...: not this one.
    private static bool IsRefusal(ReadOnlySpan<char> parameters)
    {
        var weight = parameters.Trim();
        return weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && weight[2..].Trim("0.").IsEmpty && weight.Length > 2;
    }
}
