namespace Gateway.Settings.Layers;

/// <summary>Settings given as arguments. Messages never repeat a value, since a stray one may be a part of a secret.</summary>
internal static class CommandLineLayer
{
    private const string Prefix = "--";

    public static SettingsLayer Read(IReadOnlyList<string> arguments)
    {
        var layer = new SettingsLayer("command line");
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (!IsSetting(name))
            {
                layer.Problems.Add(name.StartsWith(Prefix, StringComparison.Ordinal)
                    ? $"The option {name} is not known. Settings are written --Gateway:Key=value."
                    : $"Argument {i + 1} belongs to no option. Settings are written --Gateway:Key=value; put a value with blanks in quotes.");
                continue;
            }

            if (equals >= 0)
            {
                layer.Add(name[Prefix.Length..], argument[(equals + 1)..]);
            }
            else if (i + 1 < arguments.Count && !IsSetting(arguments[i + 1]))
            {
                layer.Add(name[Prefix.Length..], arguments[++i]);
            }
            else
            {
                layer.Problems.Add($"The option {name} has no value. Write {name}=value.");
            }
        }

        return layer;
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith($"{Prefix}{SettingsLayer.Root}:", StringComparison.OrdinalIgnoreCase);
}
