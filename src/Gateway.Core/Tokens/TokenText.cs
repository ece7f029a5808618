using System.Buffers;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>Judges the text of an access token before anything is done with it.</summary>
internal static class TokenText
{
    // b64token of RFC 6750, section 2.1. Anything else could not be sent as a bearer, or would split the header that carries it.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The token; null for an absent one and for text that is no bearer token.</summary>
    public static Secret? Read(string? text) =>
        string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExcept(Allowed) ? null : new Secret(text);
}
