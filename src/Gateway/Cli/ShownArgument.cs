using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Arguments as messages may repeat them: an option by its name alone, and nothing that may be a key.</summary>
internal static class ShownArgument
{
    private const string Hidden = "***";

    public static string Of(string argument)
    {
        var name = argument.Split('=')[0];
        return KeyHash.MayBeKey(name) ? Hidden : name;
    }

    /// <summary>A message of the parser, which repeats arguments in single quotes.</summary>
    public static string In(string message, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            message = message.Replace($"'{argument}'", $"'{Of(argument)}'", StringComparison.Ordinal);

            // The parser takes a known option and its value apart.
            var value = argument[(argument.IndexOfAny(['=', ':']) + 1)..];
            message = KeyHash.MayBeKey(value) ? message.Replace($"'{value}'", $"'{Hidden}'", StringComparison.Ordinal) : message;
        }

        return message;
    }
}
