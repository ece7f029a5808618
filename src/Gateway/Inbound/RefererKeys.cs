using Microsoft.Extensions.Primitives;

namespace Gateway.Inbound;

/// <summary>Keeps keys from travelling on in <c>Referer</c>, where a page puts the address that it was opened with.</summary>
internal static class RefererKeys
{
    private const string Separators = "&=?#/;:@";

    /// <summary>Cuts each query parameter <c>token</c> that is a key, and takes the header away if it holds one elsewhere.</summary>
    public static void Remove(IHeaderDictionary headers, KeyTable keys)
    {
        var referer = headers.Referer;
        if (referer.Count == 0)
        {
            return;
        }

        var clean = Array.ConvertAll(referer.ToArray(), value => QueryToken.WithoutKeys(value ?? string.Empty, keys) ?? value);
        headers.Referer = Array.Exists(clean, value => HoldsKey(value, keys)) ? StringValues.Empty : new StringValues(clean);
    }

    private static bool HoldsKey(ReadOnlySpan<char> text, KeyTable keys)
    {
        foreach (var range in text.SplitAny(Separators))
        {
            var piece = text[range];
            if (keys.IsKeyLike(piece) || (piece.ContainsAny('%', '+') && keys.IsKeyLike(QueryToken.Decode(piece))))
            {
                return true;
            }
        }

        return false;
    }
}
