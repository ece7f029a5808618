using System.Text.RegularExpressions;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// What an error text says of a two-factor code. STX documents none of them, so they are read as a person would: no tries left, or a login
/// that has expired, ends the challenge; a text that calls the code wrong does not, even if it names the session or the tries that are left.
/// </summary>
internal static partial class StxCodeTexts
{
    private const int MatchTimeout = 1000;
    private const int LongestText = 1000;
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>True if no code can be given to this login any more.</summary>
    public static bool EndsChallenge(string text)
    {
        text = Cut(text);
        return NoTriesLeft.IsMatch(text)
            || (Over.IsMatch(text) && !WrongOrExpired.IsMatch(text))
            || (AboutLogin.IsMatch(text) && !TriesLeft.IsMatch(text) && !SaysWrong(text));
    }

    /// <summary>True if the code itself is called wrong.</summary>
    public static bool SaysWrong(string text)
    {
        text = Cut(text);
        return WrongThenCode.IsMatch(text) || CodeThenWrong.IsMatch(text);
    }

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;

    [GeneratedRegex(@"\b(0|no|zero)\s+(more\s+)?(attempts?|tries)\b|\b(attempts?|tries)\s+(left|remaining)\W{0,3}(0|none|zero)\b|\btoo many\s+([\w-]+\s+){0,3}(attempts?|tries|codes)\b|\bout of (attempts?|tries)\b|\b(attempts?|tries)\b[^.]{0,40}\b(exceeded|exhausted|reached|used up)\b|\b(exceeded|exhausted|reached|used up)\b[^.]{0,40}\b(attempts?|tries)\b", Options, MatchTimeout)]
    private static partial Regex NoTriesLeft { get; }

    [GeneratedRegex(@"\b[1-9]\d*\s+(more\s+(attempts?|tries|try)|(attempts?|tries|try)\s+(left|remain))|\b(attempts?|tries)\s+(left|remaining)\W{0,3}[1-9]", Options, MatchTimeout)]
    private static partial Regex TriesLeft { get; }

    [GeneratedRegex(@"\bexpired\b|\blog\s?in again\b|\bsign in again\b|\bno longer valid\b", Options, MatchTimeout)]
    private static partial Regex Over { get; }

    [GeneratedRegex(@"\b(invalid|incorrect|wrong)\s+or\s+(has\s+)?expired\b|\bexpired\s+or\s+(is\s+)?(invalid|incorrect|wrong)\b", Options, MatchTimeout)]
    private static partial Regex WrongOrExpired { get; }

    [GeneratedRegex(@"\bsession\b|\battempts\b", Options, MatchTimeout)]
    private static partial Regex AboutLogin { get; }

    [GeneratedRegex(@"\b(invalid|incorrect|wrong|bad)(\s+(?!session)[\w-]+){0,3}\s+(code|otp|passcode|pin)\b", Options, MatchTimeout)]
    private static partial Regex WrongThenCode { get; }

    [GeneratedRegex(@"\b(code|otp|passcode|pin)\b((?!session)[^.]){0,40}\b(invalid|incorrect|wrong|not (valid|correct|right)|(not|n't|n’t) match|mismatch)", Options, MatchTimeout)]
    private static partial Regex CodeThenWrong { get; }
}
