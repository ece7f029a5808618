using Gateway.Core.Primitives;

namespace Gateway.Core.TwoFactor;

/// <summary>What can be a code at all, whoever brings it. Anything else is never sent.</summary>
internal static class CodeText
{
    private const int Longest = 64;

    /// <summary>The code without the blanks around it; null for text that is no 1 to 64 ASCII letters and digits.</summary>
    public static Secret? Read(string text)
    {
        var code = text.Trim();
        return code.Length is > 0 and <= Longest && code.All(char.IsAsciiLetterOrDigit) ? new Secret(code) : null;
    }
}
