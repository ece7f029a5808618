using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sandbox.Stx;

namespace Gateway.EndToEnd.Support;

/// <summary>Finds secrets in bytes and texts, also in the forms in which they slip through.</summary>
internal static class SecretSearch
{
    private const int AlignmentsOfBase64 = 3;

    /// <summary>Every token and session id that the exchange was shown: whole tokens, and the part that makes each worth stealing.</summary>
    public static IReadOnlySet<string> SecretsOf(StxExchange exchange)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in exchange.Calls)
        {
            if (call.RefreshToken is { Length: > 0 } refreshToken)
            {
                secrets.Add(refreshToken);
            }

            if (call.AccessToken is { } accessToken && call.TokenState != TokenState.Unknown)
            {
                secrets.Add(accessToken);
                secrets.UnionWith(accessToken.Split('.')[1..]);
                secrets.Add(Claims(accessToken).GetProperty("sid").GetString()!);
            }
        }

        return secrets;
    }

    public static JsonElement Claims(string accessToken) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(accessToken.Split('.')[1])).RootElement;

    /// <summary>The secrets that the bytes hold, plain, as UTF-16 or as base64.</summary>
    public static IReadOnlyList<string> FindIn(byte[] content, IEnumerable<string> secrets) =>
        [.. secrets.Where(secret => Forms(secret).Any(form => content.AsSpan().IndexOf(form) >= 0))];

    public static IReadOnlyList<string> FindIn(string content, IEnumerable<string> secrets) => FindIn(Encoding.UTF8.GetBytes(content), secrets);

    private static IEnumerable<byte[]> Forms(string secret)
    {
        yield return Encoding.UTF8.GetBytes(secret);
        yield return Encoding.Unicode.GetBytes(secret);
        yield return Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret));
        yield return Encoding.UTF8.GetBytes(JsonEncodedText.Encode(secret).ToString());
        for (var before = 0; before < AlignmentsOfBase64; before++)
        {
            // Only the characters that depend on nothing but the secret.
            var bytes = new byte[before].Concat(Encoding.UTF8.GetBytes(secret)).ToArray();
            var inner = Convert.ToBase64String(bytes)[(before == 0 ? 0 : 4)..^4];
            yield return Encoding.ASCII.GetBytes(inner);
            yield return Encoding.ASCII.GetBytes(inner.Replace('+', '-').Replace('/', '_'));
        }
    }
}
