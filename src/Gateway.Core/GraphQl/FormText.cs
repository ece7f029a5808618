using System.Net;
using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>Names and values of query strings and forms.</summary>
internal static class FormText
{
    /// <summary>The text as servers read it; null if it is not UTF-8 or not ASCII as sent.</summary>
    public static string? Decode(string encoded)
    {
        if (!encoded.AsSpan().ContainsAny('%', '+'))
        {
            return Ascii.IsValid(encoded) ? encoded : null;
        }

        if (!Ascii.IsValid(encoded))
        {
            return null;
        }

        var bytes = Encoding.ASCII.GetBytes(encoded);
        return Utf8.Decode(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }
}
