using Gateway.Placeholders;

namespace Gateway.Inbound;

/// <summary>
/// The headers in which Stack Auth's clients carry their tokens. Only placeholders count there; anything else is taken off before the
/// request goes on and says nothing of its caller.
/// </summary>
internal static class StackTokens
{
    public static readonly (string Name, PlaceholderPurpose Purpose)[] Headers =
    [
        ("x-stack-access-token", PlaceholderPurpose.Access),
        ("x-hexclave-access-token", PlaceholderPurpose.Access),
        ("x-stack-refresh-token", PlaceholderPurpose.Refresh),
        ("x-hexclave-refresh-token", PlaceholderPurpose.Refresh),
    ];

    /// <summary>Whether a key was found in one of them.</summary>
    public static bool Hold(KeyFinding finding)
    {
        foreach (var (name, _) in Headers)
        {
            if (name == finding.Place)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first of them that holds a placeholder decides; on a login path, where clients send older ones along, the first genuine one.</summary>
    public static bool TryFind(IHeaderDictionary headers, KeyTable keys, bool isLogin, out KeyFinding finding)
    {
        foreach (var (name, purpose) in Headers)
        {
            if (headers[name] is [{ } text] && PlaceholderTokens.HasForm(text))
            {
                finding = KeyFinding.Of(keys.Find(text, [purpose]), name) with { ByPlaceholder = isLogin };
                if (!isLogin || finding.Verdict == KeyVerdict.Valid)
                {
                    return true;
                }
            }
        }

        finding = default;
        return false;
    }
}
