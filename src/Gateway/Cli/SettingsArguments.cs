namespace Gateway.Cli;

/// <summary>Tells settings from options: <c>--Gateway:Key=value</c>, or the same with a blank, may stand anywhere after any command.</summary>
/// <param name="Settings">The settings as written.</param>
/// <param name="Rest">The commands and options.</param>
internal sealed record SettingsArguments(IReadOnlyList<string> Settings, IReadOnlyList<string> Rest)
{
    private const string Prefix = "--Gateway:";

    public static SettingsArguments Split(IReadOnlyList<string> arguments)
    {
        var settings = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                rest.Add(arguments[i]);
                continue;
            }

            settings.Add(arguments[i]);
            if (!arguments[i].Contains('=', StringComparison.Ordinal) && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add(arguments[++i]);
            }
        }

        return new SettingsArguments(settings, rest);
    }
}
