using System.Globalization;
using System.Reflection;

namespace Sandbox.Shared;

/// <summary>The knobs by name, so that the command line and the control API need no list of their own.</summary>
internal static class KnobTable
{
    private const string ClockSkew = "ClockSkew";

    public static IEnumerable<string> OptionNames<TKnobs>() where TKnobs : SandboxKnobs => Knobs(typeof(TKnobs)).Select(knob => Kebab(knob.Name));

    public static IReadOnlyDictionary<string, string> Read(SandboxKnobs knobs) =>
        Knobs(knobs.GetType()).ToDictionary(knob => Camel(knob.Name), knob => Write(knob.GetValue(knobs)!), StringComparer.Ordinal);

    /// <summary>
    /// Checks every change, then turns the knobs: all or none. Names may be written as properties, as JSON or as options. The answer
    /// is the first problem, or null.
    /// </summary>
    public static string? TryTurn(SandboxKnobs knobs, IEnumerable<KeyValuePair<string, string>> changes)
    {
        var known = Knobs(knobs.GetType());
        var parsed = new List<(PropertyInfo Knob, object Value)>();
        foreach (var (name, text) in changes)
        {
            var plain = name.Replace("-", "", StringComparison.Ordinal);
            if (Array.Find(known, candidate => candidate.Name.Equals(plain, StringComparison.OrdinalIgnoreCase)) is not { } knob)
            {
                return $"There is no knob '{name}'. Knobs: {string.Join(", ", known.Select(candidate => Camel(candidate.Name)))}.";
            }

            if (Parse(knob, text) is not { } value)
            {
                return $"'{text}' is no value for {Camel(knob.Name)}; {Expected(knob.PropertyType)}.";
            }

            parsed.Add((knob, value));
        }

        foreach (var (knob, value) in parsed)
        {
            knob.SetValue(knobs, value);
        }

        return null;
    }

    private static PropertyInfo[] Knobs(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(knob => knob.CanWrite)];

    private static object? Parse(PropertyInfo knob, string text)
    {
        if (knob.PropertyType == typeof(bool))
        {
            return bool.TryParse(text, out var flag) ? flag : null;
        }

        if (knob.PropertyType == typeof(int))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
        }

        if (knob.PropertyType.IsEnum)
        {
            // A number would parse as well, and mean nothing to a reader.
            return Enum.TryParse(knob.PropertyType, text, ignoreCase: true, out var value) && char.IsAsciiLetter(text[0]) ? value : null;
        }

        // A bare number would count days. The skew alone may be negative: a clock that runs behind.
        return text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span)
            && (span > TimeSpan.Zero || knob.Name == ClockSkew) ? span : null;
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "expected true or false"
        : type == typeof(int) ? "expected a whole number above 0"
        : type.IsEnum ? $"expected {string.Join(" or ", Enum.GetNames(type))}"
        : "expected a duration like 00:05:00";

    private static string Write(object value) => value switch
    {
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => value.ToString()!,
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, index) =>
            char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
