namespace Gateway.Cli;

/// <summary>Tells settings from options: <c>--Gateway:Key=value</c>, or the same with a blank, may stand anywhere after any command.</summary>
/// <param name="Settings">The settings as written.</param>
/// <param name="Rest">The commands and options.</param>
/// <param name="Ignored">Options of the web server's own, which have no effect: only the gateway's settings open sockets.</param>
internal sealed record SettingsArguments(IReadOnlyList<string> Settings, IReadOnlyList<string> Rest, IReadOnlyList<string> Ignored)
{
    private const string Prefix = "--Gateway:";

    public static SettingsArguments Split(IReadOnlyList<string> arguments)
    {
        var settings = new List<string>();
        var rest = new List<string>();
        var ignored = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var target = arguments[i].StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? settings
                : IsTheServers(arguments[i]) ? ignored
                : rest;
            target.Add(arguments[i]);
            var hasOwnValue = target != rest && !arguments[i].Contains('=', StringComparison.Ordinal);
            if (hasOwnValue && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                target.Add(arguments[++i]);
            }
        }

        return new SettingsArguments(settings, rest, ignored);
    }

    private static bool IsTheServers(string argument) =>
        argument.StartsWith("--Kestrel:", StringComparison.OrdinalIgnoreCase)
        || argument.Equals("--urls", StringComparison.OrdinalIgnoreCase)
        || argument.StartsWith("--urls=", StringComparison.OrdinalIgnoreCase);
}
