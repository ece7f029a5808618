using Gateway.Core.Upstreams;
using Gateway.Placeholders;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>
/// Finds a request's key. The first way in this order counts, and a wrong key there is not made good by another: header
/// <c>X-Gateway-Key</c>, <c>Authorization: Bearer</c>, the password of <c>Authorization: Basic</c>, Stack Auth's token headers
/// (placeholders only), query parameter <c>token</c>, and last a login operation. A way that is used twice is ambiguous and so wrong.
/// </summary>
internal static class KeyRule
{
    public const string Header = "X-Gateway-Key";

    private const string Bearer = "Bearer";
    private const string Basic = "Basic";

    // What clients send that have no token. A placeholder that has ended is none either.
    private static readonly string[] NoTokens = ["", "null", "undefined", "None"];

    /// <summary>Looks for a caller's key.</summary>
    public static KeyFinding JudgeCaller(string method, string target, IHeaderDictionary headers, KeyTable keys, LoginDialects logins)
    {
        var isLogin = MayLogIn(method, target, logins);
        if (TryHeaders(headers, keys, withBasic: true, isLogin, out var finding) || StackTokens.TryFind(headers, keys, isLogin, out finding))
        {
            return finding;
        }

        var token = QueryToken.Find(target, keys);
        return token.Verdict == KeyVerdict.Missing && isLogin
            ? new KeyFinding(KeyVerdict.AfterLoginOperation)
            : token;
    }

    /// <summary>Whether a request has a valid key beside the tokens that Stack Auth's clients carry, or drop.</summary>
    public static bool HasKeyBesideTokens(string target, IHeaderDictionary headers, KeyTable keys) =>
        (TryHeaders(headers, keys, withBasic: true, isLogin: false, out var finding) && finding.Verdict == KeyVerdict.Valid)
        || QueryToken.Find(target, keys).Verdict == KeyVerdict.Valid;

    /// <summary>Whether a request may be a login operation, as far as its head says.</summary>
    public static bool MayLogIn(string method, string target, LoginDialects logins) =>
        HttpMethods.IsPost(method) && logins.Find(target) is not null;

    /// <summary>Looks for an operator's key, which headers alone can carry.</summary>
    public static KeyFinding JudgeOperator(IHeaderDictionary headers, KeyTable keys) =>
        TryHeaders(headers, keys, withBasic: false, isLogin: false, out var finding) ? finding : new KeyFinding(KeyVerdict.Missing);

    private static bool TryHeaders(IHeaderDictionary headers, KeyTable keys, bool withBasic, bool isLogin, out KeyFinding finding)
    {
        var own = headers[Header];
        if (own.Count > 0)
        {
            finding = KeyFinding.Of(own is [{ } key] ? keys.Find(key) : null, Header);
            return true;
        }

        finding = default;
        var authorization = headers.Authorization;
        if (authorization.Count > 1)
        {
            finding = new KeyFinding(KeyVerdict.Wrong, Place: "Authorization");
            return true;
        }

        if (authorization is not [{ } text])
        {
            return false;
        }

        if (IsScheme(text, Bearer, out var bearer))
        {
            var isPlaceholder = isLogin && PlaceholderTokens.HasForm(bearer);
            var holder = keys.Find(bearer, PlaceholderPurposes.OfBearer);
            if (holder is null && (isPlaceholder || (isLogin && IsNoToken(bearer))))
            {
                return false;
            }

            finding = KeyFinding.Of(holder, "Authorization: Bearer") with { ByPlaceholder = isPlaceholder };
            return true;
        }

        if (withBasic && IsScheme(text, Basic, out var basic))
        {
            finding = KeyFinding.Of(FindPassword(basic, keys), "Authorization: Basic");
            return true;
        }

        return false;
    }

    private static bool IsNoToken(ReadOnlySpan<char> text) => NoTokens.Contains(text.ToString(), StringComparer.Ordinal);

    private static bool IsScheme(ReadOnlySpan<char> text, string scheme, out ReadOnlySpan<char> rest)
    {
        var matches = text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && (text.Length == scheme.Length || text[scheme.Length] == ' ');
        rest = matches ? text[scheme.Length..].Trim(' ') : default;
        return matches;
    }

    private static KeyHolder? FindPassword(ReadOnlySpan<char> encoded, KeyTable keys)
    {
        Span<byte> pair = stackalloc byte[2 * KeyHash.MaxKeyLength];
        if (!Convert.TryFromBase64Chars(encoded, pair, out var length))
        {
            return null;
        }

        var colon = pair[..length].IndexOf((byte)':');
        return colon < 0 ? null : keys.Find(pair[(colon + 1)..length]);
    }
}
