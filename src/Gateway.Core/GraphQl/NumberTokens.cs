namespace Gateway.Core.GraphQl;

/// <summary>Numbers (section 2.9.1 and 2.9.2 of the GraphQL specification).</summary>
internal static class NumberTokens
{
    /// <summary>Where the number that starts at <paramref name="start"/> ends; negative if there is none.</summary>
    public static int End(string text, int start)
    {
        var index = start;
        if (Peek(text, index) == '-')
        {
            index++;
        }

        var whole = index;
        index = Digits(text, index);
        if (index == whole || (text[whole] == '0' && index > whole + 1))
        {
            return -1;
        }

        if (Peek(text, index) == '.' && !TryDigits(text, index + 1, out index))
        {
            return -1;
        }

        if (Peek(text, index) is 'e' or 'E')
        {
            var exponent = Peek(text, index + 1) is '+' or '-' ? index + 2 : index + 1;
            if (!TryDigits(text, exponent, out index))
            {
                return -1;
            }
        }

        var next = Peek(text, index);
        return next is '.' or '_' || char.IsAsciiLetter(next) ? -1 : index;
    }

    private static bool TryDigits(string text, int start, out int end)
    {
        end = Digits(text, start);
        return end > start;
    }

    private static int Digits(string text, int index)
    {
        while (char.IsAsciiDigit(Peek(text, index)))
        {
            index++;
        }

        return index;
    }

    private static char Peek(string text, int index) => index < text.Length ? text[index] : '\0';
}
