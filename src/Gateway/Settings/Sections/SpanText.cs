using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Settings.Sections;

/// <summary>The written form of time spans: <c>[days.]hours:minutes:seconds[.fraction]</c>.</summary>
internal static partial class SpanText
{
    /// <summary>The base library's own parser takes "30" and the first part of "24:00:00" for days; here hours are hours.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var ticks = Number(match.Groups["fraction"].Value.PadRight(7, '0'));
        span = TimeSpan.FromDays(Number(match.Groups["days"].Value))
            + TimeSpan.FromHours(Number(match.Groups["hours"].Value))
            + TimeSpan.FromMinutes(Number(match.Groups["minutes"].Value))
            + TimeSpan.FromSeconds(Number(match.Groups["seconds"].Value))
            + TimeSpan.FromTicks(ticks);
        return true;
    }

    private static int Number(string digits) => digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:(?<days>[0-9]{1,4})\.)?(?<hours>[0-9]{1,4}):(?<minutes>[0-5][0-9]):(?<seconds>[0-5][0-9])(?:\.(?<fraction>[0-9]{1,7}))?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
