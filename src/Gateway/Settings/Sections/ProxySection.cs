namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Proxy</c>, as far as it says how requests are proxied.</summary>
internal static class ProxySection
{
    private const string DefaultPrefix = "/@";

    public static ProxySettings Read(SettingsScope scope) => new(
        ReadPrefix(scope),
        scope.Span("ActivityTimeout", TimeSpan.FromSeconds(100)),
        scope.Span("DrainTimeout", TimeSpan.FromSeconds(8)))
    {
        MaxReplayBytes = scope.Number("MaxReplayBytes", ProxySettings.DefaultMaxReplayBytes, 0, ProxySettings.GreatestMaxReplayBytes),
    };

    private static string? ReadPrefix(SettingsScope scope)
    {
        var text = scope.Text("AccountPrefix") ?? DefaultPrefix;
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (text.Length > 1 && text[0] == '/' && text.All(IsPlain) && !text.Contains("//", StringComparison.Ordinal) && !text.Contains("/.", StringComparison.Ordinal))
        {
            return text;
        }

        scope.Problem("AccountPrefix", $"{Quoted.Text(text)} cannot stand before account names. Write a slash and at least one character that needs no escaping, such as /@, or none to switch it off.");
        return DefaultPrefix;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || "/-._~!$&'()*+,;=:@".Contains(character, StringComparison.Ordinal);
}
